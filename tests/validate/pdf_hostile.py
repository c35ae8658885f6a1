#!/usr/bin/env python3
"""Documents that try to break the rules of PDF/A-2a and PDF/UA-1, and every golden input: each becomes a PDF that
keeps them all, that qpdf and poppler have nothing to say about, and that has all its words on the pages."""

import re
import struct
import subprocess
import sys
import unittest
import zlib

import pdf_rules
from program import SOURCE, WORK, fresh_folder, qapress

PAPERS = ("a4", "100mmx150mm")


def png(width, height, alpha=False):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + (b"\x40\x80\xc0\x80" if alpha else b"\x40\x80\xc0") * width
    header = struct.pack(">IIBBBBB", width, height, 8, 6 if alpha else 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * height)) + chunk(b"IEND", b"")


IMAGES = {
    "a.png": png(300, 200), "giant.png": png(6000, 5000), "tall.png": png(30, 8000), "alpha.png": png(20, 20, True),
    "dot.png": png(1, 1), "zero.png": png(0, 0), "empty.png": b"", "bad.png": png(300, 200)[:100],
    "x.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
}


def table(rows, columns):
    lines = ["|" + "|".join(f"Col{i}" for i in range(columns)) + "|", "|" + "---|" * columns]
    return "\n".join(lines + ["|" + "|".join(f"cell{i}x{j}" for j in range(columns)) + "|" for i in range(rows)]) + "\n"


def entry(text, question="What?", title="T"):
    return f"# {title}\n\n## 1. {question}\n\n{text}\n"


DOCUMENTS = {
    "no-title.txt": "Q1\tWhat is a stack?\nANS\tA stack.\n",
    "one-question.md": "# T\n\n## Q1. What?\n",
    "empty-answer.txt": "Q1\tWhat?\nANS\t\nQ2\tWhy?\nANS\tBecause.\n",
    "emoji.md": entry("A 🎉 party 👩‍💻 with ✅ and ❌ and ☑ and ⚡ and → ∑ ∫ √ ≠ ≤ 𝔘𝔫𝔦 𝒜.\n\n`code 😀`\n\n```\nx = \"😀👩‍👩‍👧‍👦\" # 🎉\n```",
                      "What is 👍🏽 and 🇩🇪?", "Emoji 😀👩‍👩‍👧‍👦 book"),
    "both-directions.md": entry("هذا نص عربي مع English words (in brackets) و `code()` ثم عربي. עברית עם English ו-123,456.78 מספרים.\n\n"
                                "- بند أول with Latin\n- second بند\n\n| العمود | Column |\n|---|--:|\n| قيمة | 12 |\n| value | ٣٤ |",
                                "ما هو HTTP/2 في Python 3.12؟", "مزيج Mixed עברית"),
    "private-use.txt": "Q1\tWhat is \ue000\uf8ff?\nANS\tIt is \ue123 and \U000f0000 and \U0010fffd and \ufdd0 \uffff.\n",
    "control.txt": "Q1\tWhat is\x01 \x07this\x1b[31m?\nANS\tIt\x0b is\x7f \x85 fine \u2028 and \u2029 now \ufeff. \u200b\u200e\u202e reversed\u202c\n",
    "metadata.md": '---\ntitle: "\\x07A\\ttitle\\x85"\nkeywords: "\\x01k"\nauthor: "\\x1bA & <B>"\n---\n' + entry("Fine."),
    "notes.md": entry("A[^1] b[^2] **c[^1]** [d[^2]](http://e.org) `e[^1]`\n\n- f[^3]\n\n| g[^3] |\n|---|\n| h[^4] |\n\n[^1]: One\n[^2]: Two[^5]\n\n"
                      "    ```\n    code\n    ```\n\n[^3]:\n    - list\n\n[^4]: | a |\n    |---|\n    | b |\n\n[^5]: Five[^1]", "What[^1]?", "T[^2]"),
    "lists.md": entry("".join("  " * i + f"- level {i} " + "with some words that go on and on " * 4 + "\n" for i in range(9))),
    "giant-table.md": entry(table(60, 40)),
    "long-cells.md": entry("| A | B |\n|---|---|\n| " + "word " * 3000 + " | short |\n| x | " + "another " * 2500 + " |"),
    "odd-tables.md": entry("| A | B |\n|---|---|\n\nAfter.\n\n| A | B | C |\n|---|---|---|\n| 1 |\n| 1 | 2 | 3 | 4 |\n\n"
                           "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>\n\n"
                           '<table><tr><td colspan="2">wide</td></tr><tr><td>1</td><td>2</td></tr></table>\n\n<table></table>\n\n'
                           "<table><thead><tr><th>h</th></tr></thead></table>\n\n<table><tr></tr></table>"),
    "images.md": entry('![a pic](a.png "A caption")\n\n' + "".join(f"![{name}]({name})\n\n" for name in IMAGES) +
                       "![missing](none.png)\n\n![remote](https://example.org/a.png)\n\n![](a.png)\n\nInline ![in](a.png) image.\n\n"
                       "- ![li](a.png)\n\n> ![q](a.png)\n\n| ![c](a.png) | x |\n|---|---|\n| a | ![d](alpha.png) |"),
    "long-words.md": entry("a" * 2000 + "\n\nhttps://example.org/" + "path-segment/" * 100 + "\n\n`" + "identifier_name." * 60 + "`\n\n(`" +
                           "`,`".join(["code"] * 80) + "`)\n\n" + "漢" * 500 + "\n\n" + "ไทย" * 300 + "\n\n" + "العربية" * 100 + "\n\n" +
                           "e\u0301" * 300 + "\n\n| " + "x" * 300 + " | " + "y" * 300 + " |\n|---|---|\n| " + "z" * 300 + " | b |\n\n- " +
                           "l" * 400, "Q" * 500 + "?", "W " + "Title" * 60),
    "sections.md": "# S\n\n" + "".join(f"## Section {i}\n\n### {i}. Question {i}?\n\nAnswer {i}.\n\n" for i in range(500)),
    "missing-glyphs.md": entry("Text \U00012000\U00012001 mixed a\U00013000b and \u0378.\n\n`c\U00012000de`\n\n```\ncode \U00012000 \U00013001\n```",
                               "What is \U00012000 and \U0001f9ff and ꧁?", "G ꧁꧂"),
    "right-to-left.md": "---\nlang: ar\n---\n" + entry("| أ | ب | ج |\n|---|:-:|--:|\n| 1 | " + "نص طويل " * 20 + "| 3 |\n| left | `code` | right |\n\n"
                                                       "1. أولا\n2. ثانيا\n   - متداخل\n\n> اقتباس\n\n```python\ndef f(x):\n    return x  # تعليق\n```"),
    "code.md": entry("```c\n\tint x;\t/* tab */\n" + "x" * 4000 + "\n" + "word " * 800 + "\n\n" + "\t" * 30 + "deep\n" + " " * 300 +
                     "far\n漢字 = \"全角\" // ｆｕｌｌ\n```\n\n```\n\n```\n\n```python\n```\n"),
    "huge-question.md": entry("Because.", "Why " * 9000 + "?"),
    "no-language.md": '---\nlang: "not a language!"\ntitle: "' + "T" * 20000 + '"\nauthor: ["' + "A" * 300 + '", "b"]\n---\n' + entry("A."),
    "skipped-levels.md": "# D\n\n" + "".join("#" * i + f" H{i}\n\n" for i in range(1, 7)) + "###### 1. Q?\n\n##### sub\n\ntext\n\n# New\n\n##### 2. Skip?\n\ntext\n",
    "quotes.md": entry("".join(">" * i + f" level {i}\n\n" for i in range(1, 12)) + "> - list\n>   ```py\n>   x = 1\n>   ```\n> | a | b |\n> |---|---|\n> | 1 | 2 |"),
    "links.md": entry("[a **b** `c`](https://e.org/ä?q=(1)&x=<y>) [rel](foo.md) [nowhere](#zzz) [](https://empty.org) [img ![x](a.png)](https://e.org) "
                      "<mailto:a@b.c> " + ("[long link text that wraps over several lines](https://e.org/" + "p/" * 5000 + ") ") * 3 +
                      "\n\n~~del [in](https://e.org)~~ *e* **s** ***both***", "Links [in](https://e.org) question?"),
    "choices.md": "# C\n\n#### Q1. Which?\n\n- [ ] a\n- [x] b `code`\n- [ ] c\n\n#### Q2. Which two?\n\n- [x] 1\n- [x] 2\n\n",
    "scripts.md": entry("ภาษาไทยเป็นภาษาที่มีระดับเสียง " * 8 + "\n\nहिन्दी में क्षत्रिय और ज्ञान। " * 6 +
                        "\n\nதமிழ் 한국어 텍스트 日本語テキスト「括弧」、句読点。ქართული Հայերեն አማርኛ မြန်မာ ខ្មែរ", "ไทยคืออะไร?", "ภาษาไทย हिन्दी"),
    "blanks.txt": "Q1\tSoft\u00adhyphen and non\u00a0breaking and nar\u202frow?\nANS\tA\u00ad\u00adb  c\u3000d \u2011 \u2010 \u2060 " + "nbsp\u00a0" * 200 + "\n",
    "long-paragraph.md": entry("Long paragraph of text with several words and some numbers 12345. " * 400),
}


def setUpModule():
    fresh_folder()
    for name, data in IMAGES.items():
        (WORK / name).write_bytes(data)
    for name, text in DOCUMENTS.items():
        (WORK / name).write_text(text, encoding="utf-8", newline="")


def quiet(*command):
    result = subprocess.run(command, capture_output=True, check=False)
    return (result.returncode, result.stderr.decode(errors="replace")[:500])


class Hostile(unittest.TestCase):
    def check(self, source, *options):
        pdf = WORK / "out.pdf"
        result = qapress("-q", "-o", pdf, *options, source)
        self.assertEqual(result.returncode, 0, result.stderr.decode(errors="replace"))
        pdf_rules.Font.loaded.clear()
        file, _ = pdf_rules.check(pdf, "a-3a" if "a-3a" in " ".join(options) else "a-2a")
        self.assertEqual(file.faults, [])
        self.assertEqual(quiet("qpdf", "--check", pdf), (0, ""))
        text = WORK / "out.txt"
        self.assertEqual(quiet("pdftotext", "-enc", "UTF-8", pdf, text), (0, ""))
        return text.read_text(encoding="utf-8")

    def test_documents_that_try(self):
        for name in DOCUMENTS:
            for paper in PAPERS:
                with self.subTest(name=name, paper=paper):
                    text = self.check(WORK / name, "--paper", paper)
                    self.assertNotRegex(text, "[\ue000-\uf8ff\U000f0000-\U0010ffff]")

    def test_nothing_falls_off_the_page(self):
        """Every cell of a table of forty columns, every letter of words without end."""
        text = self.check(WORK / "giant-table.md")
        for i in (0, 31, 59):
            for j in range(40):
                self.assertIn(f"cell{i}x{j}", text)
        for paper in PAPERS:
            box = self.check(WORK / "long-words.md", "--paper", paper)
            letters = "".join(re.findall(r"[a-z]", box))
            self.assertGreaterEqual(letters.count("a"), 2000)
            self.assertEqual(letters.count("z"), 300)
            out = subprocess.run(["pdftotext", "-bbox", WORK / "out.pdf", "-"], capture_output=True, check=True, text=True).stdout
            widths = [float(w) for w in re.findall(r'<page width="([\d.]+)"', out)]
            right = max(float(x) for x in re.findall(r'xMax="([\d.]+)"', out))
            self.assertLess(right, widths[0])

    def test_golden_inputs(self):
        for source in sorted((SOURCE / "tests" / "golden").glob("*/input.*")):
            options = (source.parent / "options")
            more = [o for o in options.read_text(encoding="utf-8").split("\n") if o] if options.exists() else []
            with self.subTest(case=source.parent.name):
                self.check(source, *more)
                self.check(source, *more, "--style", "grey", "--answers", "end", "--paper", "a5")
                self.check(source, *more, "--pdf-standard", "a-3a,ua-1")


if __name__ == "__main__":
    sys.setrecursionlimit(10000)
    unittest.main()
