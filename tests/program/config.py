"""Who says what holds: options, the environment, front matter, the project file, defaults; and what none of them may."""

import json
import os
import re
import shutil
import subprocess
import unittest

from program import FAIL_ON_MET, FAILED, PNG, SMALL, USAGE, ProgramTest, skip

GAP = "Q1. What?\nA: That.\nQ9. Who?\nA: She.\n"


class Config(ProgramTest):
    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def shown(self, *arguments, **more):
        """--print-config as a list of (name, value, origin)."""
        text = self.run_ok("--print-config", *arguments, **more).stdout.decode()
        return re.findall(r'(?m)^([a-z-]+): "(.*)"  # (.*)$', text)

    def info(self, *arguments, **more):
        """What pdfinfo says of the PDF."""
        self.run_ok("-t", "pdf", "-o", "out.pdf", *arguments, **more)
        return subprocess.run(["pdfinfo", "-isodates", self.folder / "out.pdf"], capture_output=True, text=True, check=True).stdout

    def paper(self, *arguments, **more):
        """The paper that holds, by the size of the pages that are made."""
        sizes = {"595 x 842": "a4", "420 x 595": "a5", "298 x 420": "a6", "499 x 709": "b5"}
        width, height = re.search(r"Page size: +([\d.]+) x ([\d.]+)", self.info(*arguments, **more)).groups()
        return sizes.get(f"{float(width):.0f} x {float(height):.0f}", (width, height))

    def test_precedence(self):
        """Of one and the same thing, each in turn says more: nobody, project file, front matter, option."""
        self.write("a/plain.txt", SMALL)
        self.write("a/own.txt", "---\nqapress: {paper: a5}\n---\n" + SMALL)
        self.assertEqual(self.paper("a/plain.txt"), "a4")
        self.write("a/qapress.yaml", "paper: a6\n")
        self.assertEqual(self.paper("a/plain.txt"), "a6")
        self.assertEqual(self.paper("a/own.txt"), "a5")
        self.assertEqual(self.paper("--paper", "b5", "a/own.txt"), "b5")
        self.assertIn(("paper", "a5", "a/own.txt:2"), self.shown("a/own.txt"))
        self.assertIn(("paper", "b5", "option"), self.shown("--paper", "b5", "a/own.txt"))
        self.assertEqual([row[1] for row in self.shown("--paper", "b5", "a/own.txt") if row[0] == "paper"], ["b5"])

    def test_environment(self):
        """SOURCE_DATE_EPOCH wins over the text's date, and is shown."""
        self.write("own.txt", "---\ndate: 2001-02-03\n---\n" + SMALL)
        self.assertIn("2001-02-03", self.info("own.txt"))
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1000000000"}
        self.assertIn("2001-09-09", self.info("own.txt", env=environment))
        self.assertIn(("epoch", "1000000000", "SOURCE_DATE_EPOCH"), self.shown("own.txt", env=environment))

    def test_formats_and_diagnostics(self):
        self.write("g/gap.txt", GAP)
        self.write("g/qapress.yaml", "to: [xml, json]\nfail-on: warning\n")
        self.run_fails(FAIL_ON_MET, "number-gap", "g/gap.txt")
        self.assertTrue((self.folder / "gap.xml").exists() and (self.folder / "gap.json").exists())
        self.assertFalse((self.folder / "gap.pdf").exists())
        self.run_ok("-t", "markdown", "-o", "other/", "--no-warn", "number-gap", "g/gap.txt")
        self.assertEqual([path.name for path in (self.folder / "other").iterdir()], ["gap.md"])
        self.write("g/qapress.yaml", "to: json\nfail-on: warning\nno-warn: [number-gap]\n")
        self.run_ok("g/gap.txt", "small.txt", "-o", "third/")
        self.assertEqual(sorted(path.name for path in (self.folder / "third").iterdir()), ["gap.json", "small.epub", "small.pdf"])
        self.run_fails(FAIL_ON_MET, "number-gap", "--warn", "number-gap", "g/gap.txt")
        rows = self.shown("--warn", "number-gap", "g/gap.txt")
        self.assertNotIn("no-warn", [row[0] for row in rows])
        self.assertIn(("no-warn", "number-gap"), [row[:2] for row in self.shown("g/gap.txt")])

    def test_every_key(self):
        """Every option that concerns a document may stand in a project file; no other may."""
        self.write("house.css", "p {color: #123}\n")
        self.write("house.yaml", "page: {margin-top: 30mm}\n")
        keys = {"to": "pdf", "paper": "a5", "style": "house.yaml", "css": "house.css", "pdf-standard": "none", "answers": "end",
                "from": "tagged", "encoding": "windows-1251", "no-repair": "[run-in-list, hard-wrap]", "font-path": "[.]", "timeout": "100", "no-warn": "[number-gap]",
                "warn": "number-gap", "fail-on": "note", "meta": "{author: A, title: B}", "base-dir": ".", "data-dir": None, "epoch": "1"}
        for key, value in keys.items():
            if value is not None:
                self.write("qapress.yaml", f"{key}: {value}\n")
                self.assertIn(key, {"warn": ["warn"]}.get(key) or [row[0] for row in self.shown("small.txt")], key)
        for key in ("output", "merge", "shard", "report", "diagnostics", "watch", "explain", "layout"):
            self.write("qapress.yaml", f"{key}: a\n")
            self.run_fails(USAGE, rf"qapress\.yaml:1: error: unknown key '{key}'", "small.txt")

    def test_mistakes(self):
        for text, line, message in (("to: pfd\n", 1, "did you mean 'pdf'"), ("\n\nfail-on: never\n", 3, "takes 'warning' or 'note'"),
                                    ("no-warn:\n- number-gab\n", 2, "did you mean 'number-gap'"), ("answers: nowhere\n", 1, "answers stand"),
                                    ("meta:\n  date: soon\n", 2, "no date"), ("timeout: never\n", 1, "no number"), ("paper: {a: b}\n", 1, "value"),
                                    ("to: pdf\n\tpaper: a5\n", 2, ""), ("&a [*a]\n", 1, ""), ("a: *b\n", 1, "")):
            with self.subTest(text=text):
                self.write("qapress.yaml", text)
                self.run_fails(USAGE, rf"qapress\.yaml:{line}: error: .*{message}.* \[config\]", "small.txt")

    def test_front_matter_stays_at_home(self):
        """It may name files of its own folder and below, and no others, whatever the way there."""
        outside = self.folder / "outside"
        self.write("outside/evil.css", "p {color: #fedcba}\n")
        self.write("outside/evil.yaml", "page: {margin-top: 50mm}\n")
        self.write("outside/evil.png", PNG)
        home = self.folder / "home"
        self.write("home/sub/good.css", "p {color: #abcdef}\n")
        (home / "link.css").symlink_to("../outside/evil.css")
        (home / "up").symlink_to("..")
        os.mkfifo(home / "pipe.css")
        for value in ("../outside/evil.css", str(outside / "evil.css"), "link.css", "up/outside/evil.css", "sub/../../outside/evil.css",
                      "pipe.css", "sub", "lacks.css", "file:link.css", "''"):
            for key in ("css", "style"):
                with self.subTest(key=key, value=value):
                    self.write("home/g.txt", f"---\nqapress: {{{key}: \"{value}\"}}\n---\n{SMALL}".replace("\"''\"", "''"))
                    result = self.run_ok("-t", "html", "-o", "-", "home/g.txt", timeout=20)
                    self.assertRegex(result.stderr.decode(), rf"home/g\.txt:2: warning: .*{key}: no file .*\[front-matter\]")
                    self.assertFalse(b"fedcba" in result.stdout)
        for text in ("![x](../outside/evil.png)", f"![x]({outside}/evil.png)", "![x](up/outside/evil.png)"):
            self.write("home/g.txt", SMALL + f"Q3\tShow?\nANS\tSee {text} here.\n")
            result = self.run_ok("-t", "html", "-o", "-", "home/g.txt")
            self.assertIn(b"[no-image]", result.stderr)
            self.assertFalse(b"data:image/png" in result.stdout)
        self.write("home/g.txt", f"---\nqapress: {{css: sub/good.css}}\n---\n{SMALL}")
        result = self.run_ok("-t", "html", "-o", "-", "home/g.txt")
        self.assertEqual(result.stderr, b"")
        self.assertTrue(b"abcdef" in result.stdout)

    def test_front_matter_may_not(self):
        for option in ("font-path: /", "data-dir: /", "base-dir: /", "no-repair: all", "timeout: 0", "jobs: 9", "output: /tmp/x", "epoch: 1",
                       "answers: separate"):
            self.write("g.txt", f"---\nqapress:\n  {option}\n---\n{SMALL}")
            result = self.run_ok("-t", "json", "-o", "-", "g.txt")
            self.assertRegex(result.stderr.decode(), r"g\.txt:3: warning: .*\[front-matter\]")
        # From standard input there is no folder at all.
        text = f"---\nqapress: {{css: small.txt}}\n---\n{SMALL}".encode()
        self.assertIn(b"front-matter", self.run_ok("-t", "html", "-o", "-", "-", stdin=text).stderr)

    def test_front_matter_of_others(self):
        """Keys of other programs are facts or nothing; a tree of aliases does not grow."""
        bomb = "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20))
        self.write("g.txt", f"---\nstyle: modern\nlayout: {{deep: {{er: 1}}}}\n{bomb}---\n{SMALL}")
        tree = json.loads(self.run_ok("-t", "json", "-o", "-", "g.txt", timeout=20).stdout)
        self.assertLess(len(json.dumps(tree)), 10000)

    def test_print_config_of_nothing(self):
        self.run_fails(FAILED, "cannot-read", "--print-config", "nowhere.txt")
        rows = dict(row[:2] for row in self.shown("small.txt"))
        self.assertEqual(rows["to"], "pdf,epub")
        self.assertEqual(rows["style"], "default")


if __name__ == "__main__":
    if not shutil.which("pdfinfo"):
        skip("pdfinfo is not installed")
    unittest.main()
