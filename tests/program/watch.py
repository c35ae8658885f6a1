"""--watch, for real: files change in all the ways in which editors save them, and the outputs follow."""

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
import unittest

from program import PNG, PROGRAM, SEED, SMALL, USAGE, ProgramTest, leftovers, skip

PATIENCE = 20  # seconds; a machine may be busy


class Watch(ProgramTest):
    def setUp(self):
        super().setUp()
        self.process = None

    def tearDown(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def start(self, *arguments, until):
        self.log = open(self.folder / "log", "wb")
        self.process = subprocess.Popen([PROGRAM, "--watch", "-v", *map(os.fspath, arguments)], cwd=self.folder, stderr=self.log)
        self.wait_for(until)
        time.sleep(0.3)  # the second pass, which finds nothing to do

    def wait_for(self, condition, what="nothing happened"):
        end = time.monotonic() + PATIENCE
        while not condition():
            self.assertIsNone(self.process.poll(), self.said())
            if time.monotonic() > end:
                self.fail(f"{what}: {self.said()}")
            time.sleep(0.002)

    def said(self):
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def made(self, name):
        """How often a document was made: -v tells of each time."""
        return len(re.findall(rf"^{name}: \d+ questions", self.said(), re.M))

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)
        self.assertEqual(self.process.wait(PATIENCE), -number)
        self.assertEqual(leftovers(self.folder), [])
        self.log.close()

    def has(self, name, words):
        path = self.folder / name
        return lambda: path.exists() and words in path.read_text(encoding="utf-8", errors="replace")

    def test_saving(self):
        small = self.folder / "small.txt"
        self.start("-t", "json", "small.txt", until=self.has("small.json", "stack"))
        ways = {}

        def save(text, how):
            how(SMALL.replace("stack", text))
            self.wait_for(self.has("small.json", text), text)

        def over(text):
            small.write_text(text, encoding="utf-8")

        def renamed(text):
            (self.folder / "4913.tmp").write_text(text, encoding="utf-8")
            os.replace(self.folder / "4913.tmp", small)

        def moved_away(text):
            os.rename(small, self.folder / "small.txt~")
            small.write_text(text, encoding="utf-8")

        def deleted_and_made_again(text):
            small.unlink()
            small.write_text(text, encoding="utf-8")

        def linked(text):
            (self.folder / "new").write_text(text, encoding="utf-8")
            small.unlink()
            os.link(self.folder / "new", small)

        for number, how in enumerate((over, renamed, moved_away, deleted_and_made_again, linked, renamed, over)):
            save(f"heap{number}", how)
            ways[how.__name__] = number
        self.assertNotIn("error", self.said())
        time.sleep(0.3)
        before = self.made("small.txt")
        os.utime(small)
        small.write_bytes(small.read_bytes())
        (self.folder / "other.txt").write_text(SMALL, encoding="utf-8")
        time.sleep(0.5)
        self.assertEqual(self.made("small.txt"), before, "the content counts, and other files do not")
        self.assertFalse((self.folder / "other.json").exists())
        self.stop()

    def test_gone_for_a_while(self):
        small = self.folder / "small.txt"
        self.start("-t", "json", "small.txt", until=self.has("small.json", "stack"))
        small.unlink()
        self.wait_for(lambda: "cannot-read" in self.said(), "not told that it is gone")
        self.assertIn("stack", (self.folder / "small.json").read_text(encoding="utf-8"), "the old output stays")
        small.write_text(SMALL.replace("stack", "tree"), encoding="utf-8")
        self.wait_for(self.has("small.json", "tree"))
        self.assertEqual(self.said().count("cannot-read"), 1, self.said())
        small.write_text("", encoding="utf-8")
        self.wait_for(lambda: "empty-input" in self.said())
        small.write_text(SMALL, encoding="utf-8")
        self.wait_for(self.has("small.json", "stack"))
        self.stop(signal.SIGTERM)

    def test_folders(self):
        guides = self.folder / "guides"
        guides.mkdir()
        (guides / "a.txt").write_text(SMALL, encoding="utf-8")
        self.start("-t", "json", "-o", "out/", "guides", until=self.has("out/a.json", "stack"))
        (guides / "b.md").write_text(SMALL, encoding="utf-8")
        self.wait_for(self.has("out/b.json", "stack"))
        (guides / "deep" / "er").mkdir(parents=True)
        (guides / "deep" / "er" / "c.txt").write_text(SMALL, encoding="utf-8")
        self.wait_for(self.has("out/deep/er/c.json", "stack"))
        (guides / "deep" / "er" / "c.txt").write_text(SMALL.replace("stack", "heap"), encoding="utf-8")
        self.wait_for(self.has("out/deep/er/c.json", "heap"))
        self.assertEqual(self.made("guides/a.txt"), 1)
        shutil.rmtree(guides)
        self.wait_for(lambda: "error" in self.said(), "not told that the folder is gone")
        guides.mkdir()
        (guides / "d.txt").write_text(SMALL.replace("stack", "ring"), encoding="utf-8")
        self.wait_for(self.has("out/d.json", "ring"))
        self.stop()

    def test_all_that_counts(self):
        """A project file that turns up, the style that it names, an image that was missing, a link's target."""
        place = self.folder / "project" / "texts"
        place.mkdir(parents=True)
        real = self.folder / "real.txt"
        real.write_text(SMALL + "Q3\tShow?\nANS\tSee ![a picture](pictures/a.png) here.\n", encoding="utf-8")
        (place / "guide.txt").symlink_to(real)
        html = self.folder / "guide.html"
        self.start("-t", "html,pdf", place / "guide.txt", until=html.exists)

        def html_has(words):
            self.wait_for(self.has("guide.html", words), words)

        (place / "pictures").mkdir()
        (place / "pictures" / "a.png").write_bytes(PNG)
        html_has("data:image/png")
        real.write_text(real.read_text(encoding="utf-8").replace("stack", "through-a-link"), encoding="utf-8")
        html_has("through-a-link")
        (self.folder / "project" / "qapress.yaml").write_text("css: house.css\nstyle: house.yaml\n", encoding="utf-8")
        self.wait_for(lambda: "house.yaml" in self.said(), "the files that it names are missing")
        (self.folder / "project" / "house.css").write_text("p { color: #123456 }\n", encoding="utf-8")
        (self.folder / "project" / "house.yaml").write_text("page: {margin-top: 30mm}\n", encoding="utf-8")
        time.sleep(0.2)
        pdf = self.folder / "guide.pdf"
        self.wait_for(lambda: "error" not in self.said().splitlines()[-1])
        before = pdf.read_bytes()
        (self.folder / "project" / "house.yaml").write_text("page: {margin-top: 40mm}\n", encoding="utf-8")
        self.wait_for(lambda: pdf.read_bytes() != before, "the style")
        (self.folder / "project" / "qapress.yaml").write_text("papr: a5\n", encoding="utf-8")
        self.wait_for(lambda: "did you mean 'paper'" in self.said())
        (place / "qapress.yaml").write_text("meta: {author: Nearer}\n", encoding="utf-8")
        html_has("Nearer")
        self.stop()

    def test_latency(self):
        """From a save to the new files, of the guide that ships; told, not judged: the machine may be busy."""
        text = SEED.read_text(encoding="utf-8")
        guide = self.folder / "guide.txt"
        guide.write_text(text, encoding="utf-8")
        both = [self.folder / "guide.pdf", self.folder / "guide.epub"]
        self.start("guide.txt", until=lambda: all(path.exists() for path in both))
        times = []
        for number in range(15):
            before = [path.stat().st_ino for path in both]
            guide.write_text(text + f"\nQ99. Again {number}?\nANS\nYes.\n", encoding="utf-8")
            start = time.monotonic()
            self.wait_for(lambda was=before: all(path.exists() and path.stat().st_ino != inode for path, inode in zip(both, was)))
            times.append(time.monotonic() - start)
            time.sleep(0.1)
        print(f"latency: median {statistics.median(times) * 1000:.0f} ms, worst {max(times) * 1000:.0f} ms", file=sys.stderr)
        self.assertLess(statistics.median(times), 5)
        self.stop()

    def test_refused(self):
        self.run_fails(USAGE, "standard input", "--watch", "-")
        self.run_fails(USAGE, "standard output", "--watch", "-t", "json", "-o", "-", "small.txt")
        self.run_fails(USAGE, "--report", "--watch", "--report", "r.xml", "small.txt")
        self.run_fails(USAGE, "both become", "--watch", "small.txt", "small.txt")
        self.assertEqual(leftovers(self.folder), [])


if __name__ == "__main__":
    if not sys.platform.startswith("linux"):
        skip("--watch needs inotify")
    unittest.main()
