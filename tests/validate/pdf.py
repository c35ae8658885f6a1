"""The seed's PDF through Debian's tools: sound for qpdf, fonts as they should be, every question's words in order."""

import json
import re
import subprocess
import unittest

from program import SEED, SOURCE, WORK, fresh_folder, qapress

PDF = WORK / "seed.pdf"


def tool(*arguments):
    result = subprocess.run(arguments, capture_output=True, check=False)
    return result.returncode, result.stdout.decode(), result.stderr.decode()


def words(text):
    """The letters and digits alone: typography may change quotes, hyphens and blanks, never these."""
    return "".join(re.findall(r"[^\W_]", text))


def setUpModule():
    fresh_folder()
    result = qapress("-t", "pdf", "-o", PDF, SEED)
    if result.returncode != 0:
        raise RuntimeError(result.stderr.decode())


class Pdf(unittest.TestCase):
    def test_qpdf_finds_no_fault(self):
        status, out, err = tool("qpdf", "--check", PDF)
        self.assertEqual((status, err), (0, ""), out + err)

    def test_fonts_are_embedded_subset_and_mapped_to_unicode(self):
        status, out, err = tool("pdffonts", PDF)
        self.assertEqual((status, err), (0, ""))
        rows = out.splitlines()[2:]
        self.assertGreaterEqual(len(rows), 4, out)
        for row in rows:
            self.assertRegex(row, r"\byes +yes +yes +\d+ +\d+$", row)
            self.assertRegex(row, r"^[A-Z]{6}\+", row)

    def test_every_question_is_there_in_order(self):
        """Each question followed at once by the first words of its answer, in the order of the source."""
        _, out, _ = tool("pdftotext", "-enc", "UTF-8", PDF, "-")
        text = words(out)
        expected = json.loads((SOURCE / "tests" / "validate" / "seed-entries.json").read_text(encoding="utf-8"))
        self.assertEqual(len(expected), 34)
        place = 0
        for number, (question, answer) in enumerate(expected, 1):
            found = re.compile(words(question) + r".{0,12}?" + words(answer)).search(text, place)
            self.assertIsNotNone(found, f"Q{number} is missing or out of order: {question}")
            place = found.end()

    def test_no_private_use_or_replacement_characters(self):
        _, out, _ = tool("pdftotext", "-enc", "UTF-8", PDF, "-")
        self.assertEqual(re.findall("[\ue000-\uf8ff\ufffd]", out), [])

    def test_no_page_is_blank_or_of_another_size(self):
        _, out, _ = tool("pdfinfo", "-l", "999", PDF)
        sizes = re.findall(r"^Page +\d+ size: +([\d.]+) x ([\d.]+)", out, re.M)
        self.assertGreater(len(sizes), 8)
        self.assertEqual(len(set(sizes)), 1, sizes)
        for page in range(1, len(sizes) + 1):
            _, text, _ = tool("pdftotext", "-f", str(page), "-l", str(page), PDF, "-")
            self.assertTrue(words(text), f"page {page} is blank")

    def test_title_language_and_size(self):
        _, out, _ = tool("pdfinfo", PDF)
        self.assertRegex(out, r"(?m)^Title: +AI-ML ENGINEER INTERVIEW")
        self.assertRegex(out, r"(?m)^Producer: +\S")
        self.assertLessEqual(PDF.stat().st_size, 110 * 1024)


if __name__ == "__main__":
    unittest.main()
