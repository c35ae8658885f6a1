"""Reports for CI: JUnit's form, and the reports of shards made one."""

import re
import unittest
import xml.etree.ElementTree as ET

from program import FAILED, SMALL, USAGE, ProgramTest


class Reports(ProgramTest):
    NAMES = ["a.txt", "b & c.txt", "line\nbreak.txt", "z.txt", b"\xff.txt", b"\xfe.txt"]

    def shards(self):
        """A report of all and one of each of three shards; some documents fail."""
        names = [name if isinstance(name, bytes) else name.encode() for name in self.NAMES]
        for name in names:
            (self.folder / name.decode(errors="surrogateescape")).write_text("" if name[0] in b"bz\xff" else SMALL, encoding="utf-8")
        for report, more in (("all.xml", ()), *((f"r{k}.xml", ("--shard", f"{k}/3")) for k in (1, 2, 3))):
            self.run_fails(FAILED, "failed", "-t", "json", "-o", "out/", "--report", report, *more, *sorted(names))
        return ["r3.xml", "r1.xml", "r2.xml"]

    def without_times(self, name):
        return re.sub(r' time="[\d.]+"', "", (self.folder / name).read_text(encoding="utf-8"))

    def test_merged_is_the_whole(self):
        self.run_ok("--merge-reports", "merged.xml", *self.shards())
        self.run_ok("--merge-reports", "sorted.xml", "all.xml")
        self.assertEqual(self.without_times("merged.xml"), self.without_times("sorted.xml"))
        suite = ET.parse(self.folder / "merged.xml").getroot().find("testsuite")
        self.assertEqual((suite.get("tests"), suite.get("failures"), suite.get("skipped")), ("6", "3", "0"))
        cases = list(suite)
        names = [case.get("name") for case in cases]
        self.assertEqual(names, sorted(names))
        self.assertEqual(len(set(names)), 6)
        whole = sum(round(float(case.get("time")) * 1000) for case in cases)
        self.assertEqual(round(float(suite.get("time")) * 1000), whole)
        self.run_ok("--merge-reports", "again.xml", "merged.xml")
        self.assertEqual((self.folder / "again.xml").read_bytes(), (self.folder / "merged.xml").read_bytes())

    def test_refused(self):
        """With its file and line, and nothing is written."""
        self.shards()
        good = (self.folder / "r1.xml").read_text(encoding="utf-8")
        lines = good.splitlines(keepends=True)
        cases = {
            "cut": ("".join(lines[:4]), 5, ""),
            "twice": (good, 4, r"a\.txt is already in r1\.xml:4"),
            "counts": (good.replace('tests="2"', 'tests="3"'), 3, "'tests'"),
            "failures": (good.replace('failures="1"', 'failures="0"'), 3, "'failures'"),
            "root": ("<html/>", 1, "no JUnit report"),
            "no-suite": ("<testsuites>\n<testcase/></testsuites>", 2, "a testsuite is expected"),
            "no-name": (re.sub(' name="a.txt"', "", good), 4, "no name"),
            "no-time": (re.sub(' time="[^"]*"/>', ' time="1,5"/>', good), 4, "no time"),
            "element": (re.sub("<failure ", "<error ", good).replace("</failure", "</error"), 6, "no element of a report: error"),
            "empty": ("", 0, ""),
            "entity": ("<!DOCTYPE a [<!ENTITY b SYSTEM 'all.xml'>]>\n<testsuites>&b;</testsuites>", 0, None),
        }
        for name, (text, line, message) in cases.items():
            with self.subTest(name):
                (self.folder / f"{name}.xml").write_text(text, encoding="utf-8")
                inputs = ("r1.xml", "twice.xml") if name == "twice" else (f"{name}.xml",)
                if message is None:  # a foreign entity is not read: the suite stays empty
                    self.run_ok("--merge-reports", "none.xml", *inputs)
                    self.assertIn('tests="0"', (self.folder / "none.xml").read_text(encoding="utf-8"))
                    continue
                place = f":{line}" if line else r"(:\d+)?"
                self.run_fails(FAILED, rf"{name}\.xml{place}: error: .*{message}.* \[report\]", "--merge-reports", "out.xml", *inputs)
        self.run_fails(FAILED, r"nowhere\.xml: error: cannot be read", "--merge-reports", "out.xml", "nowhere.xml")
        self.assertFalse((self.folder / "out.xml").exists())
        self.run_fails(USAGE, "no input", "--merge-reports", "out.xml")

    def test_unwritable(self):
        self.shards()
        self.run_fails(FAILED, "cannot write nowhere/out.xml", "--merge-reports", "nowhere/out.xml", "all.xml")
        self.run_fails(FAILED, "cannot write nowhere/out.xml", "--report", "nowhere/out.xml", "-t", "json", "a.txt")


if __name__ == "__main__":
    unittest.main()
