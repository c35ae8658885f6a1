"""The HTML page of the seed and of every golden input through the Nu checker, with answers wherever they may stand."""

import re
import shutil
import subprocess
import unittest

from node_tool import MODULES, browser, installed
from program import SEED, SOURCE, WORK, fresh_folder, qapress, skip

CHECKER = f"{MODULES}/vnu-jar/build/dist/vnu.jar"


def setUpModule():
    if not installed():
        skip("the validators are not installed; ./test.sh does that")
    try:
        subprocess.run(["java", "-version"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        skip("there is no Java")
    fresh_folder()


class Html(unittest.TestCase):
    def test_checker_says_nothing(self):
        """No error and no warning, and no stray information either."""
        documents = [SEED, *sorted((SOURCE / "tests" / "golden").glob("*/input.*"))]
        for number, document in enumerate(documents):
            for where in ("inline", "section-end", "end", "hidden", "separate", "none"):
                page = WORK / f"{number}-{document.parent.name}-{where}.html"
                result = qapress("-q", "-t", "html", f"--answers={where}", "-o", page, document)
                self.assertEqual(result.returncode, 0, result.stderr.decode())
        result = subprocess.run(["java", "-jar", CHECKER, *map(str, sorted(WORK.glob("*.html")))], capture_output=True, check=False)
        self.assertEqual((result.returncode, result.stderr.decode()), (0, ""))

    def test_page_needs_no_other_file(self):
        page = WORK / "seed.html"
        result = qapress("-q", "-t", "html", "-o", page, SEED)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        text = page.read_text(encoding="utf-8")
        self.assertNotRegex(text, r"<(link|script|iframe|object)\b")
        self.assertEqual([source for source in re.findall(r'\bsrc="([^"]*)"', text) if not source.startswith("data:")], [])
        self.assertNotRegex(text, r"@import|url\((?!data:)")

    def test_every_question_has_an_anchor(self):
        page = WORK / "anchors.html"
        qapress("-q", "-t", "html", "-o", page, SEED)
        text = page.read_text(encoding="utf-8")
        anchors = re.findall(r'<section class="qna" id="([^"]+)"', text)
        self.assertEqual(len(anchors), 34)
        for anchor in anchors:
            self.assertIn(f'href="#{anchor}"', text)

    def test_hidden_answers_are_printed(self):
        """Paper has nothing to click: what is closed on the screen is open there."""
        if not browser() or not shutil.which("pdftotext"):
            self.skipTest("no browser, or no pdftotext")
        page, paper = WORK / "hidden.html", WORK / "paper.pdf"
        (WORK / "hidden.md").write_text("# T\n\n## 1. Which?\n\nNamely chrysanthemums.\n")
        self.assertEqual(qapress("-q", "-t", "html", "--answers=hidden", "-o", page, WORK / "hidden.md").returncode, 0)
        self.assertIn("<details>", page.read_text(encoding="utf-8"))
        subprocess.run([browser(), "--headless", "--no-sandbox", f"--user-data-dir={WORK}/profile", f"--print-to-pdf={paper}", f"file://{page}"],
                       capture_output=True, check=True, timeout=120)
        self.assertIn(b"chrysanthemums", subprocess.run(["pdftotext", paper, "-"], capture_output=True, check=True).stdout)


if __name__ == "__main__":
    unittest.main()
