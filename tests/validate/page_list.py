"""Each entry of the EPUB's page list leads to the text that its page of the same run's PDF begins with.

Computed from both files: what follows an entry's target must stand in that page of the PDF (poppler), behind no more
than the running head, and what stands before the target must not. Documents: the seed, some golden inputs, long ones
made for this, and those of the folder that QAPRESS_CORPUS names, when it is set.
"""

import json
import os
import pathlib
import subprocess
import unicodedata
import unittest
import xml.etree.ElementTree as ET
import zipfile

from program import SEED, SOURCE, WORK, fresh_folder, qapress

OWN_LINES = {"section", "pre", "li", "h1", "h2", "h3", "h4", "h5", "h6"}  # the PDF says more before or behind them
OWN_PLACES = {"label", "mark", "speaker"}  # that the PDF sets beside the text or in the running head
OPF, XHTML, OPS = "{http://www.idpf.org/2007/opf}", "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/ops}"
HEAD, SOME, CELL = 220, 24, 5  # letters: more than any running head has; enough to know a place by; what a line of a cell has



def words(n, seed):
    """Words that no other place has."""
    return " ".join("".join(chr(97 + (seed * 131 + k * 17) // 26 ** i % 26) for i in range(4)) for k in range(n))


MADE = {
    "opens.md": "".join(f"## {n}. What is {words(3, n)}?\n\nIt is {words(n % 97 * 5, n + 500)}.\n\n" for n in range(1, 120)),
    "sections.md": "".join(f"# Section {words(1, n)}\n\n## {n}. Which is {words(2, n)}?\n\nIt is {words(n % 60 * 5, n + 900)}.\n\n"
                           for n in range(1, 40)),
    "lists.md": "".join(f"## {n}. What lists {words(2, n)}?\n\n" + "".join(f"- item {words(9, n * 20 + k)}\n" for k in range(n % 20 + 1))
                        + "\n```python\n" + "".join(f"{words(1, k * n)} = call('{words(3, n * 30 + k)}')\n" for k in range(n % 15 + 1))
                        + "```\n\n" for n in range(1, 60)),
}
GOLDEN = ("mixed-shapes", "choices-key", "html-page", "torn-text", "tagged-other-languages", "contents-then-answers")


def documents():
    corpus = os.environ.get("QAPRESS_CORPUS")
    more = [p for p in sorted(pathlib.Path(corpus).iterdir()) if p.is_file()] if corpus else []
    golden = [next((SOURCE / "tests" / "golden" / name).glob("input.*")) for name in GOLDEN]
    return [SEED, *golden, *(WORK / name for name in MADE), *more]


def letters(text):
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] == "L")


def labels_of(pdf):
    """The printed label of each page of the PDF."""
    root = json.loads(subprocess.run(["qpdf", "--json=1", "--json-key=pagelabels", "--json-key=pages", pdf], capture_output=True, check=True).stdout)
    starts, found = {entry["index"]: entry["label"] for entry in root["pagelabels"]}, []
    for index in range(len(root["pages"])):
        if index in starts:
            style, number, prefix = (starts[index].get(key) for key in ("/S", "/St", "/P"))
            number = number or 1
        found.append((prefix or "").removeprefix("u:") + (roman(number) if style == "/r" else str(number) if style else ""))
        number += 1
    return found


def roman(n):
    parts = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    out = ""
    for value, sign in parts:
        while n >= value:
            out, n = out + sign, n - value
    return out


def pages_of(pdf):
    text = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, check=True).stdout.decode()
    return [letters(page) for page in text.split("\f")]


def local(element):
    return element.tag.rsplit("}", 1)[-1]


class Book:
    """The EPUB's text as letters (what the PDF says more by in lines of its own), where each page break falls into it, and the page list."""

    def __init__(self, path):
        self.text, self.breaks, self.listed = "", {}, []
        with zipfile.ZipFile(path) as archive:
            package = ET.fromstring(archive.read("EPUB/package.opf"))
            names = {item.get("id"): item.get("href") for item in package.iter(OPF + "item")}
            for item in package.iter(OPF + "itemref"):
                name = names[item.get("idref")]
                root = ET.fromstring(archive.read("EPUB/" + name))
                if name == "nav.xhtml":
                    lists = [nav for nav in root.iter(XHTML + "nav") if nav.get(OPS + "type") == "page-list"]
                    self.listed = [(a.text, a.get("href")) for nav in lists for a in nav.iter(XHTML + "a")]
                elif name.startswith(("section-", "answers-")):
                    self.add(name, root.find(XHTML + "body"))

    def add(self, name, element, cell=False):
        if element.get(OPS + "type") == "pagebreak":
            self.breaks[f"{name}#{element.get('id')}"] = (element.get("aria-label"), len(self.text), CELL if cell else SOME)
        elif element.get("class") in OWN_PLACES:
            return
        line = "\n" if local(element) in OWN_LINES else ""
        self.text += line + letters(element.text or "")
        for child in element:
            self.add(name, child, cell or local(child) in {"td", "th"})
            self.text += letters(child.tail or "")
        self.text += line


class PageList(unittest.TestCase):
    def check_entry(self, book, label, href, page):
        shown, at, some = book.breaks[href]
        self.assertEqual(shown, label)
        after = book.text[at:at + HEAD].lstrip("\n").partition("\n")[0][:some]
        before = book.text[max(at - HEAD, 0):at].rstrip("\n").rpartition("\n")[2]
        found = page.find(after)
        self.assertTrue(0 <= found <= HEAD, f"page {label} does not begin with {after!r} ({found}): {page[:300]!r}")
        if before:
            self.assertFalse(page[:found].endswith(before[-12:]), f"page {label} begins before its mark: {page[:found]!r}")

    def check_document(self, document):
        result = qapress("-q", "-t", "pdf,epub", "-o", f"{WORK}/", document)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        pdf, book = WORK / f"{document.stem}.pdf", Book(WORK / f"{document.stem}.epub")
        labels, pages = labels_of(pdf), pages_of(pdf)
        self.assertEqual(len(set(labels)), len(labels))
        self.assertGreater(len(book.listed), 0)
        self.assertEqual(sorted(href for _, href in book.listed), sorted(book.breaks))
        for label, href in book.listed:
            with self.subTest(document=document.name, label=label):
                self.check_entry(book, label, href, pages[labels.index(label)])
        # every page of text has an entry, but for those of the contents and what else the EPUB has in its own way
        first, last = (labels.index(book.listed[end][0]) for end in (0, -1))
        self.assertEqual([label for label, _ in book.listed], labels[first:last + 1])

    def test_pages_begin_where_the_list_says(self):
        fresh_folder()
        for name, text in MADE.items():
            (WORK / name).write_text(text, encoding="utf-8")
        for document in documents():
            with self.subTest(document=document.name):
                self.check_document(document)


if __name__ == "__main__":
    unittest.main()
