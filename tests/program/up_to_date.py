"""--if-changed and --deps: what goes into a document, by content; and a state file that may be broken in any way."""

import os
import random
import shutil
import subprocess
import time
import unittest

from program import FAIL_ON_MET, FAILED, PNG, PROGRAM, SMALL, ProgramTest, leftovers

GUIDE = SMALL + "Q3\tShow?\nANS\tSee ![a picture](pictures/a.png) here.\n"


class UpToDate(ProgramTest):
    def made(self, *arguments, **more):
        """The documents that a run made, by -v."""
        result = self.run_ok("-v", "--no-warn", "no-image", *arguments, **more)
        return sorted(line.split(":")[0] for line in result.stderr.decode().splitlines() if " questions (" in line)

    def settle(self):
        """Files that changed within the tick of the clock in which they were read are read again: that is over now."""
        time.sleep(0.05)

    def test_all_that_goes_in(self):
        command = ("-t", "pdf,html", "--if-changed", "--style", "house.yaml", "--css", "house.css", "--font-path", "fonts", "guide.txt")
        files = {
            "guide.txt": GUIDE, "house.yaml": "page: {margin-top: 30mm}\n", "house.css": "p {color: #123}\n",
            "pictures/a.png": PNG, "qapress.yaml": "meta: {author: One}\n", "fonts/none.txt": "",
        }
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.settle()
        self.assertEqual(self.made(*command), ["guide.txt"])
        self.assertEqual(self.made(*command), [])
        changes = {
            "guide.txt": GUIDE.replace("stack", "stick").encode(), "house.yaml": b"page: {margin-top: 40mm}\n",
            "house.css": b"p {color: #456}\n", "pictures/a.png": PNG[:-1] + b"\0", "qapress.yaml": b"meta: {author: Two}\n",
            "fonts/more.txt": b"a new file where fonts are looked for",
        }
        for name, content in changes.items():
            path = self.folder / name
            for text in (content, None):
                with self.subTest(name=name, removed=text is None):
                    if text is None:
                        if not name.startswith(("pictures", "qapress", "fonts")):
                            continue
                        path.unlink()
                    else:
                        path.write_bytes(text)
                    self.settle()
                    self.assertEqual(self.made(*command), ["guide.txt"])
                    os.utime(self.folder / "guide.txt")
                    self.assertEqual(self.made(*command), [])
        self.assertEqual(self.made("--timeout", "100", *command), [])
        (self.folder / "qapress.yaml").write_text("no-warn: [no-image]\n", encoding="utf-8")
        self.assertEqual(self.made(*command), [], "what is told does not count")
        self.assertEqual(self.made("--paper", "a5", *command), ["guide.txt"])
        self.assertEqual(leftovers(self.folder), [".qapress-state"])

    def test_outputs(self):
        """Deleted, cut or changed outputs are made again; touched ones, as a restored cache has them, are not."""
        command = ("-t", "json", "--if-changed", "small.txt")
        output = self.folder / "small.json"
        self.settle()
        self.run_ok(*command)
        good = output.read_bytes()
        for spoil in (lambda: output.unlink(), lambda: output.write_bytes(good[:-1]), lambda: output.write_bytes(b"x" * len(good))):
            spoil()
            self.assertEqual(self.made(*command), ["small.txt"])
            self.assertEqual(output.read_bytes(), good)
        os.utime(output, (1, 1))
        self.assertEqual(self.made(*command), [])

    def test_broken_state(self):
        """Whatever the state file holds, the outputs come out right, and the next run has a good state again."""
        for name in ("a.txt", "b %.txt", "c\nd.txt"):
            (self.folder / name).write_text(SMALL, encoding="utf-8")
        self.settle()
        inputs = sorted(path.name for path in self.folder.glob("*.txt"))
        command = ("-t", "json", "--if-changed", *inputs)
        self.run_ok(*command)
        self.assertEqual(self.made(*command), [])
        state = self.folder / ".qapress-state"
        good = state.read_bytes()
        self.assertLess(len(good), 4 * 400, "the state is small")
        chance = random.Random(1)
        broken = [b"", b"\0" * 100, good[:-1], good + b"x", good.replace(b"state 1", b"state 2"), good[len(good) // 2 :], good * 2]
        broken += [good[:n] for n in chance.sample(range(len(good)), 12)]
        for _ in range(12):
            at = chance.randrange(len(good))
            broken.append(good[:at] + bytes([good[at] ^ 1 << chance.randrange(8)]) + good[at + 1 :])
        for number, content in enumerate(broken):
            state.write_bytes(content)
            self.assertEqual(len(self.made(*command)), 4, (number, content))
            self.assertEqual(self.made(*command), [])
        state.unlink()
        state.mkdir()
        self.assertEqual(len(self.made(*command)), 4, "a folder in its place hinders nothing")

    def test_shards_share_a_folder(self):
        for number in range(6):
            (self.folder / f"g{number}.txt").write_text(SMALL, encoding="utf-8")
        self.settle()
        inputs = [f"g{number}.txt" for number in range(6)]
        runs = [subprocess.Popen([PROGRAM, "-t", "json", "--if-changed", "--shard", f"{k}/2", *inputs], cwd=self.folder) for k in (1, 2)]
        self.assertEqual([run.wait(60) for run in runs], [0, 0])
        for k in (1, 2):
            self.run_ok("-t", "json", "--if-changed", "--shard", f"{k}/2", *inputs)
        self.assertEqual(self.made("-t", "json", "--if-changed", *inputs), [])

    def test_warnings_come_again(self):
        gap = self.folder / "gap.txt"
        gap.write_text("Q1\tWhat?\nANS\tThis.\nQ2\tWho?\nANS\tShe.\nQ9\tWhen?\nANS\tNow.\n", encoding="utf-8")
        self.settle()
        command = ("-t", "json", "--if-changed", "-W", "warning", "gap.txt")
        for _ in range(2):
            self.run_fails(FAIL_ON_MET, "number-gap", *command)

    def test_failures_are_tried_again(self):
        (self.folder / "bad.txt").write_text("", encoding="utf-8")
        for _ in range(2):
            self.run_fails(FAILED, "empty", "-t", "json", "--if-changed", "bad.txt", "small.txt")
        self.assertEqual(self.made("-t", "json", "--if-changed", "small.txt"), [])

    def test_deps_of_odd_names(self):
        """make takes the rules as they are meant: it does nothing, and something when the text is newer."""
        if not shutil.which("make"):
            return
        for name in ("a:b", "x y", "h#h", "d$d", "b\\s", "bs\\ x", "end\\", "~t", "[g]*?", "two  blanks", "p%q"):
            with self.subTest(name=name):
                (self.folder / f"{name}.txt").write_text(SMALL, encoding="utf-8")
                self.run_ok("-t", "json", "--deps", "rules.d", f"./{name}.txt")
                rules = (self.folder / "rules.d").read_text(encoding="utf-8").rstrip("\n")
                (self.folder / "Makefile").write_text(f"{rules}\n\t@echo MAKE\n", encoding="utf-8")
                ran = []
                for age in (60, -60):
                    stamp = (self.folder / f"{name}.json").stat().st_mtime - age
                    os.utime(self.folder / f"{name}.txt", (stamp, stamp))
                    made = subprocess.run(["make", f"{name}.json"], cwd=self.folder, capture_output=True, check=False)
                    self.assertEqual(made.returncode, 0, made.stderr)
                    ran.append(b"MAKE" in made.stdout)
                self.assertEqual(ran, [False, True])

    def test_deps(self):
        (self.folder / "pictures").mkdir()
        (self.folder / "pictures" / "a.png").write_bytes(PNG)
        (self.folder / "guide.txt").write_text(GUIDE.replace("pictures/a.png", "pictures/a.png) ![gone](gone.png"), encoding="utf-8")
        (self.folder / "house #1.css").write_text("p {color: #123}\n", encoding="utf-8")
        (self.folder / "qapress.yaml").write_text("css: 'house #1.css'\n", encoding="utf-8")
        command = ("-t", "html,pdf", "--if-changed", "--deps", "rules.d", "--no-warn", "no-image", "guide.txt")
        self.run_ok(*command)
        rules = (self.folder / "rules.d").read_text(encoding="utf-8")
        first = rules.splitlines()[0]
        self.assertRegex(first, r"^guide\.html guide\.pdf: guide\.txt ")
        for part in (r"pictures/a\.png", r"house\\ \\#1\.css", r"/qapress\.yaml", r"\.(ttf|otf)"):
            self.assertRegex(first, part)
        self.assertNotIn("gone.png", rules)
        self.assertNotIn("hyphenation", rules)
        self.settle()
        self.run_ok(*command)
        self.run_ok(*command)
        self.assertEqual((self.folder / "rules.d").read_text(encoding="utf-8"), rules, "the same when all is up to date")
        if not shutil.which("make"):
            return
        (self.folder / "Makefile").write_text("guide.pdf: guide.txt\n\t@echo MAKE; touch guide.pdf\n-include rules.d\n", encoding="utf-8")

        def runs():
            made = subprocess.run(["make"], cwd=self.folder, capture_output=True, check=True)
            return b"MAKE" in made.stdout

        self.assertFalse(runs())
        soon = time.time() + 5
        os.utime(self.folder / "pictures" / "a.png", (soon, soon))
        self.assertTrue(runs())
        (self.folder / "pictures" / "a.png").unlink()
        self.assertTrue(runs(), "and not: no rule to make it")


if __name__ == "__main__":
    unittest.main()
