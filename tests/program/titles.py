#!/usr/bin/env python3
"""What a book is called whose text says no title: by its file, the same in every format."""

import re
import subprocess
import unittest
import zipfile

from program import ProgramTest


class Titles(ProgramTest):
    def titles(self, name):
        info = subprocess.run(["pdfinfo", self.folder / f"{name}.pdf"], capture_output=True, check=True, text=True).stdout
        with zipfile.ZipFile(self.folder / f"{name}.epub") as book:
            package = next(n for n in book.namelist() if n.endswith(".opf"))
            opf = book.read(package).decode()
        page = (self.folder / f"{name}.html").read_text()
        return {re.search(r"^Title: +(.*)$", info, re.M)[1], re.search(r"<dc:title[^>]*>([^<]*)<", opf)[1],
                re.search(r"<title>([^<]*)<", page)[1]}

    def test_a_text_without_a_title_goes_by_its_file(self):
        (self.folder / "oven.care.txt").write_text("Q: Is it hot?\nA: Yes.\n")
        self.run_ok("oven.care.txt", "-t", "pdf,epub,html,xml", "-o", "./")
        self.assertEqual(self.titles("oven.care"), {"oven.care"})
        cover = subprocess.run(["pdftotext", "-l", "1", self.folder / "oven.care.pdf", "-"], capture_output=True, check=True, text=True)
        self.assertIn("oven.care", cover.stdout)
        self.assertNotIn("oven.care", (self.folder / "oven.care.xml").read_text()) # the tree says what the text says

    def test_a_title_comes_before_the_files_name(self):
        (self.folder / "oven.md").write_text("# Ovens\n\nQ: Is it hot?\nA: Yes.\n")
        self.run_ok("oven.md", "-t", "pdf,epub,html", "-o", "./")
        self.assertEqual(self.titles("oven"), {"Ovens"})

    def test_standard_input_has_no_name(self):
        self.run_ok("-", "-t", "html", "-o", "-.html", stdin=b"Q: Is it hot?\nA: Yes.\n")
        self.assertIn("<title>Questions and answers</title>", (self.folder / "-.html").read_text())


if __name__ == "__main__":
    unittest.main()
