#!/usr/bin/env python3
"""a-3a: the texts that a PDF was made of and the tree that was read from them come with it."""

import subprocess
import unittest

from program import SOURCE, ProgramTest


def attached(pdf, name):
    return subprocess.run(["qpdf", f"--show-attachment={name}", pdf], capture_output=True, check=True).stdout


class Attachments(ProgramTest):
    def test_source_and_tree(self):
        self.run_ok("small.txt", "-t", "pdf", "--pdf-standard=a-3a,ua-1")
        tree = self.run_ok("small.txt", "-t", "xml", "-o", "-").stdout
        self.assertEqual(attached(self.folder / "small.pdf", "small.txt"), (self.folder / "small.txt").read_bytes())
        self.assertEqual(attached(self.folder / "small.pdf", "tree.xml"), tree)
        (self.folder / "tree.xml").write_bytes(tree)
        schema = SOURCE / "src" / "export" / "tree.rng"
        subprocess.run(["xmllint", "--noout", "--relaxng", schema, self.folder / "tree.xml"], check=True, capture_output=True)

    def test_all_sources_of_a_merged_book(self):
        (self.folder / "b").mkdir()
        (self.folder / "b" / "small.txt").write_text("Q1\tWhat is ü?\nANS\tA letter.\n", encoding="utf-8")
        self.run_ok("small.txt", "b/small.txt", "--merge", "-o", "all.pdf", "--pdf-standard=a-3a")
        self.assertEqual(attached(self.folder / "all.pdf", "small.txt"), (self.folder / "small.txt").read_bytes())
        self.assertIn("What is ü?", attached(self.folder / "all.pdf", "2-small.txt").decode())

    def test_nothing_without_it(self):
        self.run_ok("small.txt", "-t", "pdf")
        out = subprocess.run(["qpdf", "--list-attachments", self.folder / "small.pdf"], capture_output=True, check=True).stdout
        self.assertIn(b"no embedded files", out)


if __name__ == "__main__":
    unittest.main()
