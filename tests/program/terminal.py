"""What only a terminal is shown: progress, colours, the source line with a caret; tried on a pseudo-terminal."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import unittest

from program import DONE, FAILED, PROGRAM, SMALL, USAGE, ProgramTest

GAP = "Q1. What is this?\nA: That.\nQ9. Who?\nA: She.\n"


class Terminal(ProgramTest):
    def on_terminal(self, *arguments, columns=80, stdout=subprocess.DEVNULL, **environment):
        """(exit status, what the terminal got); standard error, and with stdout=None standard output too, is a terminal."""
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        clean = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS", "TERM")}
        environment = {**clean, "TERM": "xterm", **environment}
        process = subprocess.Popen([PROGRAM, *map(os.fspath, arguments)], cwd=self.folder, stdin=subprocess.DEVNULL, env=environment,
                                   stdout=follower if stdout is None else stdout, stderr=follower)
        os.close(follower)
        got = b""
        while select.select([leader], [], [], 60)[0]:
            try:
                part = os.read(leader, 1 << 16)
            except OSError:
                break
            if not part:
                break
            got += part
        os.close(leader)
        return process.wait(60), got.decode(errors="replace").replace("\r\n", "\n")

    def guides(self, count, text=None):
        place = self.folder / "guides"
        place.mkdir()
        for number in range(count):
            (place / f"g{number:03}.txt").write_text((text or SMALL * 60).replace("stack", f"stack{number}"), encoding="utf-8")
        return place

    def test_progress(self):
        """Documents done, the rate, the time left, the slowest; drawn over itself, and gone in the end."""
        self.guides(120)
        status, got = self.on_terminal("-t", "pdf", "-j1", "-o", "out/", "guides")
        self.assertEqual(status, DONE)
        frames = got.split("\r")
        shown = [frame for frame in frames if " of 120" in frame]
        self.assertGreater(len(shown), 1)
        for frame in shown:
            self.assertRegex(frame, r"^\d+ of 120, [\d.]+ a second, \d+:\d\d left; slowest guides/g\d{3}\.txt\x1b\[K$")
        counts = [int(frame.split()[0]) for frame in shown]
        self.assertEqual(counts, sorted(counts))
        self.assertEqual(frames[-1], "\x1b[K", "the line is gone in the end")

    def test_progress_is_cut(self):
        self.guides(120)
        got = self.on_terminal("-t", "pdf", "-j1", "-o", "out/", "guides", columns=30)[1]
        shown = [frame.replace("\x1b[K", "") for frame in got.split("\r") if " of 120" in frame]
        self.assertTrue(shown)
        self.assertLess(max(map(len, shown)), 30)

    def test_no_progress(self):
        self.guides(80)
        command = ("-t", "pdf", "-j1", "-o", "out/", "guides")
        self.assertEqual(self.run_ok(*command).stderr, b"", "not on a pipe")
        for more, environment in ((("-q",), {}), (("--progress", "never"), {}), ((), {"TERM": "dumb"})):
            status, got = self.on_terminal(*command, *more, **environment)
            self.assertEqual((status, got), (DONE, ""), (more, environment))
        self.assertEqual(self.on_terminal("-t", "pdf", "-o", "one.pdf", "small.txt"), (DONE, ""), "one document has none")

    def test_messages_between(self):
        """A message clears the line before it; then the progress goes on."""
        self.guides(120)
        (self.folder / "guides" / "g060.txt").write_text("", encoding="utf-8")
        status, got = self.on_terminal("-t", "pdf", "-j1", "-o", "out/", "guides", NO_COLOR="1")
        self.assertEqual(status, FAILED)
        visible = "\n".join(re.sub(r".*\r\x1b\[K", "", line) for line in got.split("\n"))
        self.assertRegex(visible, r"(?m)^guides/g060\.txt: error: .* \[empty-input\]$")
        self.assertRegex(visible, r"(?m)^qapress: 119 of 120 documents done, 1 failed$")
        self.assertRegex(got, r"1 failed, [\d.]+ a second")

    def test_color_and_caret(self):
        (self.folder / "gap.txt").write_text(GAP, encoding="utf-8")
        status, got = self.on_terminal("--check", "gap.txt")
        self.assertEqual(status, DONE)
        self.assertRegex(got, r"\x1b\[1mgap\.txt:3:1: \x1b\[1;35mwarning:\x1b\[0m")
        self.assertRegex(got, r"\n    Q9\. Who\?\n    .*\^")
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            got = self.on_terminal("--check", "gap.txt", **environment)[1]
            self.assertNotIn("\x1b", got)
            self.assertIn("^", got)
        self.assertIn("\x1b[1;35m", self.on_terminal("--check", "--color", "always", "gap.txt", NO_COLOR="1")[1])
        self.assertNotIn("\x1b", self.on_terminal("--check", "--color", "never", "gap.txt")[1])
        self.assertIn(b"\x1b[1;35m", self.run_ok("--check", "--color=always", "gap.txt").stderr)

    def test_hostile_text_is_harmless(self):
        """Control characters of a text never reach the terminal."""
        (self.folder / "evil\x1b[2J.txt").write_text("Q1. What \x1b]0;title\x07 is\x9b2J this?\nA: That.\nQ9. Who\x1b[31m?\nA: She.\n", encoding="utf-8")
        got = self.on_terminal("--check", "--explain", "evil\x1b[2J.txt", NO_COLOR="1")[1]
        self.assertIn("number-gap", got)
        self.assertNotRegex(got, "[\x00-\x08\x0b-\x1f\x7f-\x9f]")

    def test_binary_is_kept_away(self):
        status, got = self.on_terminal("-t", "pdf", "-o", "-", "small.txt", stdout=None)
        self.assertEqual(status, USAGE)
        self.assertIn("pdf is nothing for a terminal", got)
        status, got = self.on_terminal("-t", "markdown", "-o", "-", "small.txt", stdout=None)
        self.assertEqual(status, DONE)
        self.assertIn("What is a stack", got)


if __name__ == "__main__":
    unittest.main()
