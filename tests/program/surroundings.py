"""Hostile surroundings: folders that may not be written, full disks, kill -9, few descriptors, small stacks, inputs
that change while they are read, odd names, links, and two runs in one folder."""

import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

from program import DONE, FAILED, PROGRAM, SEED, SMALL, USAGE, ProgramTest, leftovers, qapress

FORMATS = ("pdf", "epub", "html", "xml", "json", "markdown")


def whole(path):
    """Whether a file is a complete one of its kind, by its end."""
    data = path.read_bytes()
    ends = {".pdf": b"%%EOF", ".html": b"</html>", ".xml": b">", ".json": b"}"}
    if path.suffix == ".epub":
        return data[:2] == b"PK" and b"PK\x05\x06" in data[-22:]
    return data.rstrip().endswith(ends[path.suffix])


def limited(kind, soft):
    return lambda: resource.setrlimit(kind, (soft, resource.getrlimit(kind)[1]))


class Surroundings(ProgramTest):
    def guides(self, count, text=SMALL):
        place = self.folder / "guides"
        place.mkdir()
        for number in range(count):
            (place / f"g{number:03}.txt").write_text(text.replace("stack", f"stack{number}"), encoding="utf-8")
        return place

    def test_unwritable_places(self):
        """As a user without rights: nothing of what is there changes, and the message names the place."""
        with tempfile.TemporaryDirectory() as name:
            place = pathlib.Path(name)
            place.chmod(0o755)
            (place / "small.txt").write_text(SMALL, encoding="utf-8")
            (place / "out").mkdir()
            old = place / "out" / "small.json"
            old.write_text("old", encoding="utf-8")
            (place / "secret.txt").write_text(SMALL, encoding="utf-8")
            (place / "secret.txt").chmod(0)
            old.chmod(0o444)
            more = {"cwd": place}
            if os.geteuid() == 0:
                os.chown(place / "out", 65534, 65534)
                os.chown(old, 65534, 65534)
                more.update(user=65534, group=65534, extra_groups=[])
                try:
                    can = qapress("--version", **more).returncode == DONE
                except PermissionError:
                    can = False
                if not can:
                    self.skipTest("another user may not run the program here")
            self.run_fails(FAILED, "cannot-read.*|secret", "-t", "json", "-o", "out/", "secret.txt", **more)
            self.run_fails(FAILED, r"cannot write out/small\.json: Permission denied", "-t", "json", "-o", "out/", "small.txt", **more)
            old.chmod(0o644)
            (place / "out").chmod(0o555)
            for arguments in (("-t", "json", "-o", "out/"), ("-t", "json", "-o", "out/new.json"), ("-t", "json", "-o", "out/deep/er/")):
                self.run_fails(FAILED, "Permission denied", *arguments, "small.txt", **more)
            for option in ("--report", "--deps"):
                self.run_fails(FAILED, "cannot write out/file: Permission denied", "--check", option, "out/file", "small.txt", **more)
            summary = {**os.environ, "GITHUB_STEP_SUMMARY": "out/file"}
            self.run_fails(FAILED, "cannot write out/file", "--check", "small.txt", env=summary, **more)
            for name in ("many/open", "many/shut"):
                (place / name).mkdir(parents=True)
                (place / name / "guide.txt").write_text(SMALL, encoding="utf-8")
            (place / "many" / "shut").chmod(0)
            for folder in ("many", "many/shut"):
                self.run_fails(FAILED, "many/shut: error: cannot read many/shut: Permission denied", "--check", folder, **more)
            self.run_fails(FAILED, "1 of 2 documents done, 1 failed", "--check", "many", **more)
            (place / "many" / "shut").chmod(0o755)
            self.assertEqual([path.name for path in (place / "out").iterdir()], ["small.json"])
            self.assertEqual(old.read_text(encoding="utf-8"), "old")
            (place / "out").chmod(0o755)

    def test_full_disk(self):
        """A file system of a few pages: every output fails whole; and devices that are always full."""
        for arguments in (("-o", "/dev/full"), ("-o", "out.json", "--report", "/dev/full"), ("-o", "out.json", "--deps", "/dev/full")):
            self.run_fails(FAILED, "No space left", "-t", "json", *arguments, "small.txt")
        with open("/dev/full", "wb") as full:
            for arguments in (("--help",), ("--version",), ("--print-style",), ("--print-config", "small.txt"), ("-t", "json", "-o", "-", "small.txt")):
                run = subprocess.run([PROGRAM, *arguments], cwd=self.folder, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
                self.assertEqual(run.returncode, FAILED, arguments)
                self.assertIn(b"No space left", run.stderr)
        mount = "mount -t tmpfs -o size=24k none {0} && cd {0} && echo old > seed.pdf && echo old > seed.epub && {1} {2} -o ./ seed.txt; " \
                "s=$?; ls -A; cat seed.pdf seed.epub; exit $s"
        (self.folder / "disk").mkdir()
        shutil.copy(SEED, self.folder / "seed.txt")
        script = mount.format(self.folder / "disk", PROGRAM, "").replace("seed.txt", os.fspath(self.folder / "seed.txt"))
        run = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, check=False, timeout=100)
        if b"mount" in run.stderr or b"unshare" in run.stderr:
            return  # not allowed here
        self.assertEqual((run.returncode, run.stdout), (FAILED, b"seed.epub\nseed.pdf\nold\nold\n"), run.stderr)
        self.assertIn(b"No space left", run.stderr)

    def test_killed(self):
        """kill -9 at any moment: every output is the old one or a whole one; the state file is no hindrance."""
        shutil.copy(SEED, self.folder / "seed.txt")
        inputs = ["small.txt", "seed.txt"]
        start = time.monotonic()
        self.run_ok("-o", "out/", "-t", "pdf,epub,html,json", "--if-changed", *inputs)
        span = time.monotonic() - start
        chance = random.Random(2)
        killed = 0
        for number in range(60):
            (self.folder / "small.txt").write_text(SMALL.replace("stack", f"stack{number}"), encoding="utf-8")
            shutil.copy(SEED, self.folder / "seed.txt")
            with open(self.folder / "seed.txt", "a", encoding="utf-8") as file:
                file.write(f"\nQ99. Again {number}?\nANS\nYes.\n")
            run = subprocess.Popen([PROGRAM, "-o", "out/", "-t", "pdf,epub,html,json", "--if-changed", *inputs], cwd=self.folder)
            time.sleep(chance.random() * span)
            run.kill()
            killed += run.wait(60) == -signal.SIGKILL
            for path in (self.folder / "out").iterdir():
                if path.name[0] != ".":
                    self.assertTrue(whole(path), f"{path} after {number}")
        self.assertGreater(killed, 5)
        self.run_ok("-o", "out/", "-t", "pdf,epub,html,json", "--if-changed", *inputs)
        self.run_ok("-o", "fresh/", "-t", "pdf,epub,html,json", *inputs)
        for path in (self.folder / "fresh").iterdir():
            self.assertEqual(path.read_bytes(), (self.folder / "out" / path.name).read_bytes(), path.name)

    def test_stopped(self):
        """SIGTERM and SIGINT at any moment: no temporary file."""
        shutil.copy(SEED, self.folder / "seed.txt")
        start = time.monotonic()
        self.run_ok("-o", "out/", "small.txt", "seed.txt")
        span = time.monotonic() - start
        chance = random.Random(3)
        for number in range(40):
            run = subprocess.Popen([PROGRAM, "-o", "out/", "small.txt", "seed.txt"], cwd=self.folder, stderr=subprocess.DEVNULL)
            time.sleep(chance.random() * span)
            sent = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)[number % 3]
            run.send_signal(sent)
            self.assertIn(run.wait(60), (DONE, -sent))
            self.assertEqual(leftovers(self.folder / "out"), [])

    def test_few_descriptors(self):
        place = self.guides(12)
        seen = set()
        for soft in (3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 24):
            shutil.rmtree(self.folder / "out", ignore_errors=True)
            run = qapress("-j4", "-t", "pdf,epub,json", "-o", "out/", place, preexec_fn=limited(resource.RLIMIT_NOFILE, soft))
            self.assertIn(run.returncode, (DONE, FAILED, 127), run.stderr)
            seen.add(run.returncode)
            if run.returncode == FAILED:
                self.assertRegex(run.stderr.decode(), "Too many open files|memory ran out|error")
            made = list((self.folder / "out").glob("*.*")) if (self.folder / "out").exists() else []
            self.assertTrue(all(whole(path) for path in made))
            self.assertEqual(leftovers(self.folder), [])
            if run.returncode == DONE:
                self.assertEqual(len(made), 36)
        self.assertIn(DONE, seen)
        self.assertIn(FAILED, seen)

    def test_little_memory(self):
        """One document is too large for the memory there is; the others are made."""
        if "-fsanitize" in os.environ.get("QAPRESS_FLAGS", ""):
            return
        (self.folder / "big.txt").write_text("".join(f"Q{n}\tWhat is {n}?\nANS\t{'word ' * 60}{n}.\n" for n in range(1, 150000)), encoding="utf-8")
        place = self.guides(6)
        result = self.run_fails(FAILED, r"big\.txt: error: memory ran out.*", "-j2", "-t", "pdf,json", "-o", "out/", "big.txt", place,
                                preexec_fn=limited(resource.RLIMIT_AS, 250 << 20))
        self.assertIn(b"6 of 7 documents done, 1 failed", result.stderr)
        self.assertEqual(len(list((self.folder / "out").iterdir())), 12)
        self.assertEqual(leftovers(self.folder), [])

    def test_small_stacks(self):
        """The deepest texts there can be, on stacks of a quarter of the usual size."""
        deep = 20000
        texts = {
            "lists": "\n".join(" " * min(n, 400) * 2 + "- item" for n in range(deep)),
            "quotes": ">" * deep + " quote", "brackets": "[" * deep + "x" + "]" * deep + "(u)" * 10, "stars": "*" * deep + "x" + "*" * deep,
            "tags": "<b><i><ul><li><blockquote>" * (deep // 5) + "x", "details": "<details><summary>What?</summary>" * 2000 + "x",
            "links": "[a](" * deep, "fences": "~~~\n```\n" * deep, "underscores": "_a " * deep, "table": "|" * deep + "\n" + "|-" * deep + "|\n",
        }
        for name, text in texts.items():
            (self.folder / f"{name}.txt").write_text(f"Q1\tWhat?\nANS\tThis:\n\n{text}\n\nQ2\tWho?\nANS\tShe.\n", encoding="utf-8")
        inputs = [f"{name}.txt" for name in texts]
        size = 16 << 20 if "-fsanitize" in os.environ.get("QAPRESS_FLAGS", "") else 2 << 20
        for arguments in (("-j4", "-t", "pdf,epub,html,json,xml,markdown"), ("-j1", "-t", "pdf,epub,html,json,xml,markdown")):
            run = qapress(*arguments, "--timeout", "100", "-o", "out/", *inputs, preexec_fn=limited(resource.RLIMIT_STACK, size), timeout=500)
            self.assertIn(run.returncode, (DONE, FAILED), run.stderr[-500:])
            for name in texts:
                self.assertTrue(whole(self.folder / "out" / f"{name}.json"), name)

    def test_input_changes_while_it_is_read(self):
        """Cut, grown and replaced at any moment: an outcome or a message, never a crash."""
        guide = self.folder / "guide.txt"
        text = SEED.read_bytes() * 4
        guide.write_bytes(text)
        over = threading.Event()

        def disturb():
            chance = random.Random(4)
            while not over.is_set():
                os.truncate(guide, chance.choice((0, 1, 100, len(text) // 2, len(text), 2 * len(text))))
                guide.write_bytes(text[: chance.randrange(len(text))])
                with open(guide, "ab") as file:
                    file.write(text)

        thread = threading.Thread(target=disturb)
        thread.start()
        try:
            for _ in range(25):
                run = qapress("-t", "json,pdf", "--if-changed", "-o", "out/", "guide.txt")
                self.assertIn(run.returncode, (DONE, FAILED), run.stderr)
        finally:
            over.set()
            thread.join()
        self.assertEqual(leftovers(self.folder / "out"), [".qapress-state"] if (self.folder / "out" / ".qapress-state").exists() else [])

    def test_names(self):
        odd = [b"two words.txt", b"line\nbreak.txt", b"tab\t.txt", b"-dash.txt", b"--report.txt", b"--.txt", b"quo'te\".txt", b"$HOME`x`.txt", b"by\xff\xfetes.txt",
               b"\xc3\xa9.txt", b"%41 %.txt", b"a\\b.txt", b"[1]*?.txt", b".dotted.txt", b"no extension", b"n" * 200 + b".txt", b"\xe2\x80\xae.txt"]
        for name in odd:
            with open(os.fsencode(self.folder) + b"/" + name, "w", encoding="utf-8") as file:
                file.write(SMALL)
        report = ("--report", "report.xml", "--deps", "rules.d", "--if-changed")
        self.run_ok("-t", "json,pdf", "-o", "out/", *report, "--", *odd)
        made = {path for path in os.listdir(os.fsencode(self.folder / "out")) if not path.startswith(b".qapress")}
        stems = {name[:-4] if name.endswith(b".txt") else name for name in odd}
        self.assertEqual(made, {stem + end for stem in stems for end in (b".json", b".pdf")})
        again = self.run_ok("-v", "-t", "json,pdf", "-o", "out/", "--if-changed", "--", *odd)
        self.assertLess(again.stderr.count(b" questions ("), len(odd))
        for name in (b"-o.txt", b"--merge"):
            os.rename(os.fsencode(self.folder) + b"/two words.txt", os.fsencode(self.folder) + b"/" + name)
            self.run_ok("-t", "json", "-o", "-", b"./" + name)
            os.rename(os.fsencode(self.folder) + b"/" + name, os.fsencode(self.folder) + b"/two words.txt")
        self.run_fails(USAGE, "unknown option", "--report.txt")

    def test_links(self):
        (self.folder / "real").mkdir()
        target = self.folder / "real" / "target.json"
        target.write_text("old", encoding="utf-8")
        link = self.folder / "link.json"
        link.symlink_to("real/target.json")
        (self.folder / "input.txt").symlink_to("small.txt")
        self.run_ok("-o", "link.json", "input.txt")
        self.assertTrue(link.is_symlink(), "a link stays one")
        self.assertIn("stack", target.read_text(encoding="utf-8"))
        (self.folder / "to-folder").symlink_to("real")
        self.run_ok("-t", "json", "-o", "to-folder/", "input.txt")
        self.assertTrue((self.folder / "real" / "input.json").exists())
        (self.folder / "loop.txt").symlink_to("loop.txt")
        self.run_fails(FAILED, "cannot-read", "loop.txt")
        (self.folder / "dangling.json").symlink_to("real/not-yet.json")
        self.run_ok("-o", "dangling.json", "small.txt")
        self.assertIn("stack", (self.folder / "dangling.json").read_text(encoding="utf-8"))
        (self.folder / "same.txt").symlink_to("small.txt")
        (self.folder / "same.json").symlink_to("same.txt")
        self.run_fails(USAGE, "overwritten", "-o", "same.json", "small.txt")
        guides = self.guides(2)
        (guides / "back").symlink_to("..")
        self.run_ok("-t", "json", "-o", "out/", "guides")
        self.assertEqual(len(list((self.folder / "out").iterdir())), 2, "a link to a folder is not followed")

    def test_special_inputs(self):
        os.mkfifo(self.folder / "pipe.txt")
        writer = threading.Thread(target=lambda: (self.folder / "pipe.txt").write_text(SMALL, encoding="utf-8"))
        writer.start()
        self.run_ok("-t", "json", "-o", "pipe.json", "pipe.txt")
        writer.join()
        self.run_fails(FAILED, "empty", "/dev/null", "-o", "null.json")
        self.run_ok("-t", "json", "-o", "/dev/stdout", "small.txt")

    def test_two_runs_in_one_folder(self):
        place = self.guides(8)
        self.run_ok("-t", "pdf,json", "-o", "alone/", place)
        expected = {path.name: path.read_bytes() for path in (self.folder / "alone").iterdir()}
        for _ in range(6):
            runs = [subprocess.Popen([PROGRAM, "-t", "pdf,json", "-o", "out/", *more, os.fspath(place)], cwd=self.folder, stderr=subprocess.PIPE)
                    for more in ((), ("--if-changed",), ("--if-changed", "-j1"))]
            for run in runs:
                said = run.communicate(timeout=100)[1]
                self.assertEqual((run.returncode, said), (DONE, b""))
            self.assertEqual({path.name: path.read_bytes() for path in (self.folder / "out").iterdir() if path.name[0] != "."}, expected)
            self.assertEqual(leftovers(self.folder / "out"), [".qapress-state"])


if __name__ == "__main__":
    unittest.main()
