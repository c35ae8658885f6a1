"""Many documents: folders, shards, reports, what is up to date, and stopping in the middle."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
import unittest
import xml.etree.ElementTree as ET

from program import FAIL_ON_MET, FAILED, PROGRAM, SEED, SMALL, USAGE, ProgramTest, leftovers


class Batch(ProgramTest):
    def guides(self, count):
        place = self.folder / "guides"
        (place / "deep").mkdir(parents=True)
        for number in range(count):
            folder = place / "deep" if number % 3 == 0 else place
            (folder / f"guide{number:03}.txt").write_text(SMALL.replace("stack", f"stack{number}"), encoding="utf-8")
        (place / "notes.log").write_text("not a text of ours", encoding="utf-8")
        (place / ".hidden.txt").write_text(SMALL, encoding="utf-8")
        return place

    def names(self, folder):
        return sorted(os.fspath(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.name[0] != ".")

    def contents(self, folder):
        return {name: (folder / name).read_bytes() for name in self.names(folder)}

    def test_folder_keeps_its_shape(self):
        self.guides(4)
        self.run_ok("-t", "xml", "-o", "out/", "guides")
        self.assertEqual(self.names(self.folder / "out"), ["deep/guide000.xml", "deep/guide003.xml", "guide001.xml", "guide002.xml"])

    def test_shards_make_the_whole(self):
        self.guides(7)
        self.run_ok("-o", "whole/", "-j", "3", "guides")
        for shard in (1, 2, 3):
            self.run_ok("-o", "parts/", "-j", "1", "--shard", f"{shard}/3", "guides")
        self.assertEqual(self.contents(self.folder / "parts"), self.contents(self.folder / "whole"))
        for wrong in ("0/3", "4/3", "1", "a/b", "1/0", "1/2x"):
            self.run_fails(USAGE, "K/N", "--shard", wrong, "guides")

    def test_folder_without_texts(self):
        (self.folder / "bare").mkdir()
        self.run_fails(FAILED, "without texts", "bare")

    def test_clashing_outputs(self):
        (self.folder / "other").mkdir()
        (self.folder / "other" / "small.txt").write_text(SMALL, encoding="utf-8")
        self.run_fails(USAGE, "both become", "small.txt", "other/small.txt")
        (self.folder / "small.xml").write_text(SMALL, encoding="utf-8")
        self.run_fails(USAGE, "overwritten", "-t", "xml", "small.xml")

    def test_pages_made_before_are_no_inputs(self):
        """A folder is read as it was although its outputs stand in it; a page that is named is read."""
        place = self.folder / "pages"
        place.mkdir()
        (place / "one.txt").write_text(SMALL)
        (place / "two.html").write_text("<!DOCTYPE html><title>P</title><h2>What is it?</h2><p>A page.</p>")
        self.run_ok("-t", "html", "--answers=separate", "-o", "pages/two-made.html", "pages/two.html")
        for _ in range(2):
            self.run_ok("-t", "html", "--answers=separate", "-o", "pages", "pages/one.txt")
            self.run_ok("-t", "xml", "-o", "out/", "pages")
            self.assertEqual(self.names(self.folder / "out"), ["one.xml", "two.xml"])
        self.run_ok("-t", "xml", "-o", "made.xml", "pages/one.html")
        (place / "two.html").unlink()
        for _ in range(2):
            self.run_ok("-t", "html", ".", cwd=place)

    def test_fail_fast_and_keep_going(self):
        (self.folder / "zed.txt").write_text(SMALL, encoding="utf-8")
        self.run_fails(FAILED, "not started", "-j1", "--fail-fast", "nowhere.txt", "zed.txt")
        self.assertFalse((self.folder / "zed.pdf").exists())
        self.run_fails(FAILED, "1 of 2 documents done, 1 failed", "nowhere.txt", "zed.txt")
        self.assertTrue((self.folder / "zed.pdf").exists())

    def test_merge(self):
        (self.folder / "zed.txt").write_text(SMALL.replace("SMALL GUIDE", "LAST GUIDE"), encoding="utf-8")
        tree = ET.fromstring(self.run_ok("--merge", "-t", "xml", "-o", "-", "small.txt", "zed.txt").stdout)
        space = "{urn:qapress:tree:1}"
        self.assertEqual([title.text for title in tree.iterfind(f"{space}division/{space}title")], ["SMALL GUIDE", "LAST GUIDE"])
        identities = [entry.get("id") for entry in tree.iter(space + "entry")]
        self.assertEqual(len(identities), 4)
        self.assertEqual(len(set(identities)), 4)
        numbers = [entry.get("number") for entry in tree.iter(space + "entry")]
        self.assertEqual(numbers, ["1.1", "1.2", "2.1", "2.2"])
        self.run_ok("--merge", "-o", "book.pdf", "small.txt", "zed.txt")

    def test_links_of_a_merged_book_stay_inside(self):
        (self.folder / "sub").mkdir()
        (self.folder / "a.md").write_text("# Alpha\n\n## 1. What is a stack?\n\nSee [b](sub/b.md#q1), [all](./sub/b.md), [own](#q2), "
                                          "[far](https://example.org/b.md#q1).\n\n## 2. What is a heap?\n\nA heap.\n", encoding="utf-8")
        (self.folder / "sub" / "b.md").write_text("# Beta\n\n## 1. What is a queue?\n\nNot a [stack](../a.md#q1).\n\n"
                                                  "## 2. What is a deque?\n\n![lost](lost.png)\n", encoding="utf-8")
        result = self.run_ok("--merge", "-t", "pdf,html,xml", "-o", "book/", "a.md", "sub/b.md")
        space = "{urn:qapress:tree:1}"
        tree = ET.parse(self.folder / "book" / "a.xml")
        a1, a2, b1, _ = [entry.get("id") for entry in tree.iter(space + "entry")]
        beta = [part.get("id") for part in tree.iterfind(space + "division")][1]
        links = [link.get("href") for link in tree.iter(space + "a")]
        self.assertEqual(links, [f"#{b1}", f"#{beta}", f"#{a2}", "https://example.org/b.md#q1", f"#{a1}"])
        page = (self.folder / "book" / "a.html").read_text(encoding="utf-8")
        for link in links:
            self.assertIn(f'href="{link}"', page)
        self.assertIn(f'id="{b1}"', page)
        faults = [line for line in result.stderr.decode().splitlines() if "no-image" in line]
        self.assertEqual(len(faults), 1, faults)
        self.assertRegex(faults[0], r"^sub/b\.md:9: warning: .*sub/lost\.png")

    def test_fail_on(self):
        gap = self.folder / "gap.txt"
        gap.write_text("Q1\tWhat?\nANS\tThis.\nQ2\tWho?\nANS\tShe.\nQ9\tWhen?\nANS\tNow.\n", encoding="utf-8")
        self.run_ok("--check", "gap.txt")
        result = self.run_fails(FAIL_ON_MET, r"gap\.txt.*note", "--check", "-W", "note", "gap.txt")
        codes = set(re.findall(r"\[([a-z-]+)\]$", result.stderr.decode(), re.M))
        hide = [word for code in codes for word in ("--no-warn", code)]
        self.run_ok("--check", "-W", "note", *hide, "gap.txt")
        self.run_fails(FAIL_ON_MET, r"\S", "--check", "-W", "note", *hide, "--warn", min(codes), "gap.txt")
        self.run_fails(USAGE, "did you mean", "--no-warn", "cannot-reed", "gap.txt")

    def test_diagnostics_for_programs(self):
        arguments = ("--check", "--explain", SEED, "nowhere.txt")
        text = self.run_fails(FAILED, r"\S", *arguments).stderr.decode()
        plain = [line for line in text.splitlines() if re.search(r" \[[a-z-]+\]$", line)]
        lines = self.run_fails(FAILED, r"\S", "--diagnostics", "json", *arguments).stderr.decode().splitlines()
        objects = [json.loads(line) for line in lines]
        self.assertEqual(len(objects), len(plain))
        self.assertEqual(objects[-1]["level"], "error")
        self.assertEqual(objects[-1]["file"], "nowhere.txt")
        sarif = json.loads(self.run_fails(FAILED, r"\S", "--diagnostics", "sarif", *arguments).stderr)
        self.assertEqual(sarif["version"], "2.1.0")
        results, rules = sarif["runs"][0]["results"], sarif["runs"][0]["tool"]["driver"]["rules"]
        self.assertEqual(len(results), len(objects))
        for result, expected in zip(results, objects):
            self.assertEqual(rules[result["ruleIndex"]]["id"], expected["code"])
            self.assertEqual(result["message"]["text"], expected["message"])
        github = self.run_fails(FAILED, r"\S", "--diagnostics", "github", *arguments).stderr.decode().splitlines()
        self.assertEqual(len(github), len(objects))
        self.assertEqual(sum(line.startswith("::notice ") for line in github), min(10, len(objects) - 1))
        self.assertTrue(github[-1].startswith("::error file=nowhere.txt,title=cannot-read::"), github[-1])

    def test_github_escapes(self):
        name = "a,b:100%.txt"
        (self.folder / name).write_text("", encoding="utf-8")
        summary = self.folder / "summary.md"
        result = self.run_fails(FAILED, r"\S", "--diagnostics=github", name, env={**os.environ, "GITHUB_STEP_SUMMARY": os.fspath(summary)})
        self.assertIn(b"::error file=a%2Cb%3A100%25.txt,", result.stderr)
        self.assertIn("0 of 1 documents done", summary.read_text(encoding="utf-8"))

    def test_junit(self):
        self.run_fails(FAILED, r"\S", "-t", "xml", "--report", "report.xml", "small.txt", "nowhere.txt")
        suite = ET.parse(self.folder / "report.xml").getroot().find("testsuite")
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("2", "1"))
        self.assertEqual([case.find("failure") is not None for case in suite], [False, True])

    def test_if_changed(self):
        (self.folder / "zed.txt").write_text(SMALL, encoding="utf-8")
        command = ("-t", "xml,json", "--if-changed", "small.txt", "zed.txt")
        settle = 0.05  # what changes at the moment that a run starts is made again by the next, to be safe
        time.sleep(settle)
        self.run_ok(*command)
        before = {path.name: path.stat().st_mtime_ns for path in self.folder.iterdir()}

        def made_again(*arguments):
            time.sleep(settle)
            self.run_ok(*arguments)
            changed = []
            for path in self.folder.iterdir():
                if path.suffix in (".xml", ".json") and path.stat().st_mtime_ns != before.get(path.name):
                    changed.append(path.name)
                before[path.name] = path.stat().st_mtime_ns
            return sorted(changed)

        self.assertEqual(made_again(*command), [])
        os.utime(self.folder / "small.txt")
        self.assertEqual(made_again(*command), [], "the content counts, not the time")
        (self.folder / "small.txt").write_text(SMALL + "Q3\tMore?\nANS\tYes.\n", encoding="utf-8")
        self.assertEqual(made_again(*command), ["small.json", "small.xml"])
        (self.folder / "zed.json").unlink()
        self.assertEqual(made_again(*command), ["zed.json", "zed.xml"])
        self.assertEqual(len(made_again("-M", "title=New", *command)), 4)

    def test_deps(self):
        (self.folder / "two words.txt").write_text(SMALL, encoding="utf-8")
        self.run_ok("-t", "xml,json", "--deps", "rules.d", "two words.txt")
        self.assertEqual((self.folder / "rules.d").read_text(), "two\\ words.xml two\\ words.json: two\\ words.txt\n")
        (self.folder / "Makefile").write_text("all: two\\ words.xml\ninclude rules.d\n%.xml:\n\techo MAKE\n", encoding="utf-8")
        if shutil.which("make"):
            made = subprocess.run(["make"], cwd=self.folder, capture_output=True, check=True)
            self.assertNotIn(b"MAKE", made.stdout)

    def tree(self, *arguments):
        return ET.fromstring(self.run_ok("-t", "xml", "-o", "-", *arguments).stdout)

    def test_project_file(self):
        """Options win over the text's own word, that over the project file, and that over nothing said."""
        space = "{urn:qapress:tree:1}"
        deep = self.folder / "a" / "b"
        deep.mkdir(parents=True)
        (deep / "small.txt").write_text(SMALL, encoding="utf-8")
        (self.folder / "a" / "qapress.yaml").write_text("meta: {author: [One, Two], title: Unused}\nstyle: house.yaml\n", encoding="utf-8")
        (self.folder / "a" / "house.yaml").write_text("page: {margin-top: 30mm}\n", encoding="utf-8")

        def authors(*arguments):
            return [author.text for author in self.tree(*arguments).iter(space + "author")]

        self.assertEqual(authors("small.txt"), [])
        self.assertEqual(authors("a/b/small.txt"), ["One", "Two"])
        self.assertEqual(authors("-M", "author=Three", "a/b/small.txt"), ["Three"])
        self.assertEqual(self.tree("a/b/small.txt").find(f"{space}meta/{space}title").text, "SMALL GUIDE")
        (deep / "own.txt").write_text("---\nauthor: Own\n---\n" + SMALL, encoding="utf-8")
        self.assertEqual(authors("a/b/own.txt"), ["Own"])
        shown = self.run_ok("--print-config", "-M", "lang=de", "a/b/small.txt").stdout.decode()
        self.assertRegex(shown, r'(?m)^meta: "author=Two"  # .*/a/qapress\.yaml:1$')
        self.assertRegex(shown, r'(?m)^style: ".*/a/house\.yaml"  # .*qapress\.yaml:2$')
        self.assertRegex(shown, r'(?m)^meta: "lang=de"  # option$')
        (deep / "qapress.yaml").write_text("paper: a5\n", encoding="utf-8")
        self.assertEqual(authors("a/b/small.txt"), [], "the nearest file alone counts")

    def test_project_file_mistakes(self):
        for text, line, message in (("\npapr: a5\n", 2, "did you mean 'paper'"), ("paper: b99\n", 1, "unknown paper"), ("a: [\n", 2, ""),
                                    ("meta: word\n", 1, "meta"), ("- a\n", 1, "keys"), ("no-repair: [[a]]\n", 1, "list")):
            with self.subTest(text=text):
                (self.folder / "qapress.yaml").write_text(text, encoding="utf-8")
                self.run_fails(USAGE, rf"qapress\.yaml:{line}: error: .*{message}.* \[config\]", "small.txt")

    def test_progress(self):
        self.guides(3)
        silent = self.run_ok("-t", "pdf", "-o", "out/", "guides")
        self.assertEqual(silent.stderr, b"")
        shown = self.run_ok("-t", "pdf", "--progress", "always", "-j1", "-o", "many/", *[self.guides_file(n) for n in range(60)])
        self.assertRegex(shown.stderr.decode(), r"\d+ of 60, [\d.]+ a second, 0:\d\d left; slowest ")
        self.assertTrue(shown.stderr.endswith(b"\r\x1b[K"))

    def guides_file(self, number):
        path = self.folder / f"more{number}.txt"
        path.write_text(SMALL * 400, encoding="utf-8") # sixty take longer than the first drawing waits
        return path

    def test_jobserver(self):
        """Under make -jN every thread but one holds a token of make's, and all are given back: make checks that."""
        self.guides(12)
        (self.folder / "Makefile").write_text(f"all:\n\t+{PROGRAM} -t pdf -o out/ guides\nslow: all\n\t@echo done\n", encoding="utf-8")
        for jobs in ("-j3", "-j1", "-j") if shutil.which("make") else ():
            made = subprocess.run(["make", jobs, "slow"], cwd=self.folder, capture_output=True, check=False, timeout=100)
            self.assertEqual((made.returncode, made.stderr), (0, b""), made.stdout)
            self.assertEqual(len(self.names(self.folder / "out")), 12)
        fifo = self.folder / "tokens"
        os.mkfifo(fifo)
        pipe = os.open(fifo, os.O_RDWR | os.O_NONBLOCK)
        os.write(pipe, b"+-")
        environment = {**os.environ, "MAKEFLAGS": f" -j3 --jobserver-auth=fifo:{fifo}"}
        self.run_ok("-t", "pdf", "-o", "out/", "guides", env=environment)
        self.assertEqual(sorted(os.read(pipe, 10)), sorted(b"+-"))
        os.close(pipe)

    def test_completions(self):
        for shell in ("bash", "zsh", "fish"):
            script = self.run_ok("--completion", shell).stdout.decode()
            self.assertIn("fail-on", script)
            if shutil.which(shell):
                path = self.folder / f"completion.{shell}"
                path.write_text(script, encoding="utf-8")
                self.assertEqual(subprocess.run([shell, "-n", path], capture_output=True, check=False).returncode, 0)
        self.run_fails(USAGE, "bash, zsh or fish", "--completion", "ksh")

    def test_timeout(self):
        """Far too much for a second, each in its own way; what was there stays, and the others of a batch are made."""
        word, line = "word and another ", "def f(x): return 'abc' + x  # text\n"
        texts = {
            "entries": "".join(f"Q{n}\tWhat is {n}?\nANS\t{'word ' * 60}{n}.\n" for n in range(1, 200000)),
            "paragraph": f"Q1\tWhat?\nANS\t{word * 2000000}\n",
            "code": f"Q1\tWhat?\nANS\tSee:\n```python\n{line * 700000}```\n",
            "table": f"Q1\tWhat?\nANS\tSee:\n\n|a|b|\n|--|--|\n" + "|word word|some text|\n" * 2500000,
        }
        for name, text in texts.items():
            (self.folder / f"{name}.txt").write_text(text, encoding="utf-8")
            (self.folder / f"{name}.pdf").write_bytes(b"old")
            start = time.monotonic()
            self.run_fails(FAILED, r"stopped before it was done.*\[stopped\]", "-t", "pdf", "--timeout", "1", f"{name}.txt", "small.txt")
            self.assertLess(time.monotonic() - start, 60, "or it would not have been stopped at all")
            self.assertEqual((self.folder / f"{name}.pdf").read_bytes(), b"old")
            self.assertEqual((self.folder / "small.pdf").read_bytes()[:5], b"%PDF-")
            (self.folder / "small.pdf").unlink()
            (self.folder / f"{name}.txt").unlink()
            self.assertEqual(leftovers(self.folder), [])
        self.run_ok("-t", "pdf", "--timeout", "60", "small.txt")

    def test_interrupt(self):
        """A signal in the middle: the process dies of it, and no temporary file stays."""
        place = self.guides(400)
        for number in (signal.SIGINT, signal.SIGTERM):
            process = subprocess.Popen([PROGRAM, "-o", "out/", "-j", "2", os.fspath(place)], cwd=self.folder, stderr=subprocess.DEVNULL)
            deadline = time.monotonic() + 20
            while len(list((self.folder / "out").glob("*.pdf"))) < 2 and time.monotonic() < deadline:
                time.sleep(0.002)
            process.send_signal(number)
            self.assertEqual(process.wait(30), -number)
            self.assertEqual(leftovers(self.folder / "out"), [])
            for path in (self.folder / "out").rglob("*.pdf"):
                self.assertTrue(path.read_bytes().rstrip().endswith(b"%%EOF"))


if __name__ == "__main__":
    unittest.main()
