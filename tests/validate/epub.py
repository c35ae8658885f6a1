"""EPUBs through EPUBCheck and Ace: the seed, each golden input, what is hard (right to left, Chinese, tables, pictures,
500 questions, answers apart), and the documents of the folder that QAPRESS_CORPUS names, when it is set."""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import unittest
import zipfile

from node_tool import browser, installed, node
from program import SEED, SOURCE, WORK, fresh_folder, qapress, skip

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" onload="run()"><script>run()</script>
<image href="http://example.org/x.png"/><a href="http://example.org/" target="x"><circle cx="10" cy="10" r="8"/></a>
<image xmlns:x="http://www.w3.org/1999/xlink" width="2" height="2" x:href="data:image/png;base64,%s"/></svg>""" % base64.b64encode(PNG).decode()
HARD = {
    "arabic.md": "---\nlang: ar\ntitle: دليل المقابلة\n---\n# القسم الأول\n\n## 1. ما هي القائمة؟\n\nنص الجواب مع `code` ثم:\n\n"
                 "```python\nprint('مرحبا')\n```\n\n## 2. ما هو القاموس؟\n\nانظر [السؤال](#q1).\n",
    "chinese.md": "---\nlang: zh-Hans\ntitle: 面试题\n---\n# 基础\n\n## 1. 什么是列表？\n\n列表是有序的集合，可以修改。\n\n## 2. 什么是元组？\n\n元组不可修改。\n",
    "tables.md": "# Tables\n\n## 1. What differs?\n\n| | list | tuple |\n|---|:-:|--:|\n| changes | yes | no |\n| short |\n\n## 2. And?\n\n- one\n  - two\n\n> quoted\n",
    "pictures.md": "# Pictures\n\n## 1. What is shown?\n\n![A dot](dot.png) and again ![The dot](dot.png)\n\n![A ball](ball.svg)\n\n![](dot.png)\n\n"
                   "![far](https://example.org/far.png)\n\n![lost](lost.png)\n\n## 2. What is 1 < 2 && \"so\"?\n\nTrue.\n",
    "many.txt": "".join(f"Q{n}\tWhat is number {n}, and why?\nANS\tNumber {n} follows {n - 1}.\n" for n in range(1, 501)),
    "signs.md": "# Signs\n\n## 1. What is ✅, ∈ or 🚀?\n\n```\n├── a ⟶ b\n```\n\nWork 👩‍💻 ☑ 𝒜.\n\n## 2. And ⚡?\n\nPower.\n",
    "headings.md": "# One\n\n## 1. What is below?\n\n##### Deep\n\nText.\n\n##### As deep\n\nText.\n\n#### Less\n\nText.\n\n## 2. And?\n\n###### Deepest\n\nText.\n",
    "choices.md": "# Quiz\n\n## 1. Which one?\n\n- [ ] A) this\n- [x] B) that\n\n## 2. Which other?\n\nA) first\nB) second\n\nAnswer: A\n",
}


def setUpModule():
    if not installed() or not browser():
        skip("the validators are not installed; ./test.sh does that")
    fresh_folder()
    for name, text in HARD.items():
        (WORK / name).write_text(text, encoding="utf-8")
    (WORK / "dot.png").write_bytes(PNG)
    (WORK / "ball.svg").write_text(SVG)


def corpus():
    folder = os.environ.get("QAPRESS_CORPUS")
    return [path for path in sorted(pathlib.Path(folder).iterdir()) if path.is_file()] if folder else []


def made(document, *arguments):
    """The EPUB of a document, with the page list of its PDF."""
    folder = WORK / "made"
    shutil.rmtree(folder, ignore_errors=True)
    result = qapress("-q", "-t", "pdf,epub", *arguments, "-o", f"{folder}/", document)
    if result.returncode != 0:
        raise AssertionError(result.stderr.decode())
    return next(folder.glob("*.epub"))


class Epub(unittest.TestCase):
    def check(self, epub):
        """EPUBCheck: no error, warning, usage or info message."""
        report = WORK / "epubcheck.json"
        report.unlink(missing_ok=True)
        result = node("@likecoin/epubcheck-ts/bin/epubcheck.js", epub, "--usage", "--fail-on-warnings", "--json", report)
        output = (result.stdout + result.stderr).decode()
        self.assertEqual(result.returncode, 0, output)
        messages = json.loads(report.read_text(encoding="utf-8"))["messages"]
        with zipfile.ZipFile(epub) as archive:
            fonts = any(name.endswith((".ttf", ".otf")) for name in archive.namelist())
        # that a book has a font at all is worth a message; only books with signs that readers lack have one
        self.assertEqual([m for m in messages if not (fonts and "@font-face" in m["message"])], [], output)

    def ace(self, epub):
        """The outcome, and the rules that are violated."""
        folder = WORK / "ace"
        shutil.rmtree(folder, ignore_errors=True)
        result = node("@daisy/ace-cli/bin/ace.js", "-E", "-f", "-o", folder, epub)
        output = (result.stdout + result.stderr).decode()
        self.assertEqual(result.returncode, 0, output)
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        rules = {a["earl:test"]["dct:title"] for part in report["assertions"] for a in part["assertions"]}
        return report["earl:result"]["earl:outcome"], rules

    def test_epubcheck_says_nothing(self):
        documents = [SEED, *(WORK / name for name in HARD), *sorted((SOURCE / "tests" / "golden").glob("*/input.*")), *corpus()]
        for document in documents:
            with self.subTest(document=str(document)):
                self.check(made(document))

    def test_epubcheck_says_nothing_of_answers_apart(self):
        for document in (SEED, WORK / "choices.md", WORK / "many.txt", WORK / "arabic.md"):
            for where in ("section-end", "end", "hidden", "separate"):
                with self.subTest(document=str(document), where=where):
                    self.check(made(document, f"--answers={where}"))

    def test_ace_finds_no_violation(self):
        for document in (SEED, *(WORK / f"{name}.md" for name in ("arabic", "tables", "choices", "headings")), *corpus()):
            with self.subTest(document=str(document)):
                self.assertEqual(self.ace(made(document)), ("pass", set()))
        for where in ("hidden", "section-end"):
            with self.subTest(where=where):
                self.assertEqual(self.ace(made(SEED, f"--answers={where}")), ("pass", set()))

    def test_older_epubcheck_finds_no_error(self):
        """The one in Java, where the system has it; below version 5 it does not know EPUB 3.3's pageBreakSource."""
        if not os.path.exists("/usr/bin/epubcheck"):
            self.skipTest("there is no epubcheck")
        for document in (SEED, *(WORK / name for name in HARD)):
            result = subprocess.run(["java", "-jar", "/usr/bin/epubcheck", made(document)], capture_output=True, check=False)
            output = (result.stdout + result.stderr).decode()
            faults = [line for line in output.splitlines() if line.startswith(("ERROR", "WARNING", "FATAL"))]
            self.assertEqual([line for line in faults if "pageBreakSource" not in line], [], output)
            self.assertRegex(output, "EPUBCheck completed|Messages:")

    def test_metadata_says_what_the_book_holds(self):
        with zipfile.ZipFile(made(WORK / "pictures.md")) as archive:
            package, names = archive.read("EPUB/package.opf").decode(), archive.namelist()
            drawing = next(archive.read(name).decode() for name in names if name.endswith(".svg") and "image-" in name)
        self.assertIn("1 of 4 images has no description", package)
        self.assertNotIn("alternativeText", package)
        self.assertNotIn("conformsTo", package)
        self.assertIn(">visual<", package)
        self.assertEqual(sum(name.endswith(".png") and "image-" in name for name in names), 1, names)
        self.assertNotRegex(drawing, r"script|onload|example\.org|<a\b|target")
        self.assertRegex(drawing, r"<g><circle")
        with zipfile.ZipFile(made(WORK / "chinese.md")) as archive:
            package = archive.read("EPUB/package.opf").decode()
        self.assertIn("alternativeText", package)
        self.assertIn("conformsTo", package)
        self.assertNotIn(">visual<", package)


if __name__ == "__main__":
    unittest.main()
