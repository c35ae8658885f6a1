#!/usr/bin/env python3
"""--answers: where the answers of the books stand, and which files that makes."""

import subprocess
import unittest

from program import USAGE, ProgramTest


def text(path):
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout


class Answers(ProgramTest):
    def made(self, *arguments):
        self.run_ok(*arguments)
        return sorted(p.name for p in self.folder.iterdir() if p.suffix in {".pdf", ".epub", ".xml"})

    def test_separate_makes_a_second_file_beside_each_book(self):
        self.assertEqual(self.made("small.txt", "--answers=separate", "-t", "pdf,epub,xml"),
                         ["small-answers.epub", "small-answers.pdf", "small.epub", "small.pdf", "small.xml"])
        questions, answers = text(self.folder / "small.pdf"), text(self.folder / "small-answers.pdf")
        self.assertIn("What is a queue?", questions)
        self.assertNotIn("put in first", questions)
        self.assertIn("What is a queue?", answers)
        self.assertIn("put in first", answers)
        self.assertIn("gives back", (self.folder / "small.xml").read_text())

    def test_a_project_file_says_so_for_all(self):
        (self.folder / "qapress.yaml").write_text("answers: separate\n")
        self.assertEqual(self.made("small.txt", "-o", "a.b.pdf"), ["a.b-answers.pdf", "a.b.pdf"])
        self.assertEqual(self.made("small.txt", "-o", "c.pdf", "--answers=none"), ["a.b-answers.pdf", "a.b.pdf", "c.pdf"])
        self.assertNotIn("put in first", text(self.folder / "c.pdf"))

    def test_two_files_do_not_go_to_standard_output(self):
        self.run_fails(USAGE, "two files", "small.txt", "--answers=separate", "-t", "pdf", "-o", "-")
        self.run_fails(USAGE, "not 'there'", "small.txt", "--answers=there")

    def test_a_book_of_answers_may_be_nobody_elses_book(self):
        (self.folder / "small-answers.txt").write_bytes((self.folder / "small.txt").read_bytes())
        self.run_fails(USAGE, "small-answers.epub", "small.txt", "small-answers.txt", "-o", "./", "--answers=separate")

    def test_answers_at_the_end_are_told_by_page(self):
        for where in ("end", "section-end", "hidden"):
            self.run_ok("small.txt", "-o", "small.pdf", "--answers", where)
            book = text(self.folder / "small.pdf")
            self.assertEqual(book.count("Answer, p. 2"), 2, where)
            self.assertLess(book.rindex("Answer, p. 2"), book.index("put in last"), where)
            self.assertEqual(book.count("Q1 – Q2"), 2, where)


if __name__ == "__main__":
    unittest.main()
