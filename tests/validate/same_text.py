"""PDF, EPUB, HTML and the tree hold the same questions and answers, in the same order, letter for letter.

Computed from the files: the tree's XML says what there is; EPUB and HTML are parsed and give question by question; the
PDF's tagged text (poppler, without running heads and folios) must hold each question and then its answer. Documents:
the seed, every golden input, and those of the folder that QAPRESS_CORPUS names, when it is set.
"""

import html.parser
import os
import pathlib
import re
import subprocess
import unicodedata
import unittest
import xml.etree.ElementTree as ET
import zipfile

from program import SEED, SOURCE, WORK, fresh_folder, qapress

TREE = "{urn:qapress:tree:1}"
XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def documents():
    corpus = os.environ.get("QAPRESS_CORPUS")
    more = [p for p in sorted(pathlib.Path(corpus).iterdir()) if p.is_file()] if corpus else []
    return [SEED, *sorted((SOURCE / "tests" / "golden").glob("*/input.*")), *more]


def letters(text):
    """What no typography changes. Digits and signs go: the PDF has numbers and bullets of lists in its text."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c == "\0" or unicodedata.category(c)[0] == "L")


def text_without(element, left_out):
    """The text below an element, without the parts that `left_out` picks; a picture is a NUL."""
    if element is None:
        return ""
    if local(element) == "img" or element.get("class") == "picture":
        return "\0"
    parts = [element.text or ""]
    for child in element:
        if not left_out(child):
            parts.append(text_without(child, left_out))
        parts.append(child.tail or "")
    return "".join(parts)


def local(element):
    return element.tag.rsplit("}", 1)[-1]


def entries_of_tree(root):
    found = []
    for entry in root.iter(TREE + "entry"):
        parts = [text_without(entry.find(TREE + name), lambda e: False) for name in ("question", "prompt", "choices", "answer")]
        found.append(tuple(map(letters, parts)))
    return found


def entries_of_page(root, namespace=""):
    """The questions and what belongs to them from a page's sections."""
    def made(element):  # what the program itself says
        return element.get("class") in {"mark", "speaker", "reveal"}

    found = []
    for section in root.iter(namespace + "section"):
        if section.get("class") != "qna":
            continue
        parts = {"question": "", "prompt": "", "choices": "", "answer": ""}
        for element in section.iter():
            if element.get("class") in parts:
                parts[element.get("class")] += letters(text_without(element, made))
        found.append(tuple(parts.values()))
    return found


def entries_of_epub(path):
    found = []
    with zipfile.ZipFile(path) as archive:
        package = ET.fromstring(archive.read("EPUB/package.opf"))
        names = {item.get("id"): item.get("href") for item in package.iter(OPF + "item")}
        for item in package.iter(OPF + "itemref"):
            root = ET.fromstring(archive.read("EPUB/" + names[item.get("idref")]))
            found += entries_of_page(root, XHTML)
    return found


class Page(html.parser.HTMLParser):
    """A page of HTML as an element tree; every element that is no void one has its end tag."""

    def __init__(self, text):
        super().__init__()
        self.builder = ET.TreeBuilder()
        self.feed(text)
        self.close()
        self.root = self.builder.close()

    def handle_starttag(self, tag, attrs):
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)

    def handle_endtag(self, tag):
        self.builder.end(tag)

    def handle_data(self, data):
        self.builder.data(data)


def letters_of_pdf(path):
    result = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, check=True)
    return letters("".join(re.findall(r'^ *"(.*)"$', result.stdout.decode(), re.M)))


class SameText(unittest.TestCase):
    maxDiff = 2000

    def check_pdf(self, name, expected, text):
        place = 0
        for question, prompt, choices, answer in expected:
            for what in "\0".join((question, prompt, answer)).split("\0"): # whatever stands for a picture
                found = text.find(what, place)
                self.assertGreaterEqual(found, 0, f"{name}: not in the PDF behind {text[place - 40:place]!r}: {what[:200]!r}")
                place = found + len(what)

    def test_all_formats_hold_the_same(self):
        fresh_folder()
        for document in documents():
            with self.subTest(document=str(document)):
                result = qapress("-q", "-t", "pdf,epub,html,xml", "-o", f"{WORK}/", document)
                self.assertEqual(result.returncode, 0, result.stderr.decode())
                pdf, epub, page, tree = (WORK / (document.stem + end) for end in (".pdf", ".epub", ".html", ".xml"))
                expected = entries_of_tree(ET.parse(tree).getroot())
                self.assertGreater(len(expected), 0)
                self.assertEqual(expected, entries_of_epub(epub))
                self.assertEqual(expected, entries_of_page(Page(page.read_text(encoding="utf-8")).root))
                self.check_pdf(document, expected, letters_of_pdf(pdf))


if __name__ == "__main__":
    unittest.main()
