"""PDF, EPUB, HTML and the tree hold the same questions and answers, in the same order, letter for letter.

Computed from the files: the tree's XML says what there is; EPUB and HTML are parsed and give question by question; the
PDF's tagged text (poppler, without running heads and folios) must hold each question and then its answer. Answers may
stand anywhere that --answers puts them, and several inputs may be one book. Documents: the seed, every golden input,
and those of the folder that QAPRESS_CORPUS names, when it is set.
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
    """Question, prompt, choices, answer, and the choices that are right, in letters."""
    found = []
    for entry in root.iter(TREE + "entry"):
        parts = [text_without(entry.find(TREE + name), lambda e: False) for name in ("question", "prompt", "choices", "answer")]
        right = [text_without(choice, lambda e: False) for choice in entry.iter(TREE + "choice") if choice.get("correct") == "true"]
        found.append((*map(letters, parts), tuple(map(letters, right))))
    return found


def made(element):
    """What the program itself says."""
    return element.get("class") in {"mark", "speaker", "reveal"}


def parts_below(element, parts):
    """Adds what is of a part; what a part holds is of no other."""
    for child in element:
        if child.get("class") in parts:
            parts[child.get("class")] += letters(text_without(child, made))
        else:
            parts_below(child, parts)


def entries_of_page(root):
    """Of a page the questions with what belongs to them, and the answers that stand apart."""
    found, apart = [], []
    for section in root.iter():
        if "qna" in (section.get("class") or "").split():
            parts = {"question": "", "prompt": "", "choices": "", "answer": ""}
            parts_below(section, parts)
            found.append(tuple(parts.values()))
        elif section.get("class") == "answers":
            parts = {"answer": ""}
            parts_below(section, parts)
            apart.append(parts["answer"])
    return found, apart


def entries_of_epub(path):
    found, apart = [], []
    with zipfile.ZipFile(path) as archive:
        package = ET.fromstring(archive.read("EPUB/package.opf"))
        names = {item.get("id"): item.get("href") for item in package.iter(OPF + "item")}
        for item in package.iter(OPF + "itemref"):
            page = entries_of_page(ET.fromstring(archive.read("EPUB/" + names[item.get("idref")])))
            found += page[0]
            apart += page[1]
    return found, apart


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


def told(entry):
    """The answer where it stands apart: the right choices are told again."""
    return "".join(entry[4]) + entry[3]


class SameText(unittest.TestCase):
    maxDiff = 2000

    def make(self, *arguments):
        result = qapress("-q", *arguments)
        self.assertEqual(result.returncode, 0, result.stderr.decode())

    def check_order(self, texts, book):
        """The texts stand in the PDF one after the other."""
        place = 0
        for text in texts:
            for what in text.split("\0"): # whatever stands for a picture
                found = book.find(what, place)
                self.assertGreaterEqual(found, 0, f"not in the PDF behind {book[place - 40:place]!r}: {what[:200]!r}")
                place = found + len(what)

    def check_books(self, place, stem, expected):
        """PDF, EPUB and HTML with each answer below its question."""
        whole = [entry[:4] for entry in expected]
        self.assertEqual((whole, []), entries_of_epub(place / f"{stem}.epub"))
        self.assertEqual((whole, []), entries_of_page(Page((place / f"{stem}.html").read_text(encoding="utf-8")).root))
        self.check_order((what for entry in whole for what in (entry[0], entry[1], entry[3])), letters_of_pdf(place / f"{stem}.pdf"))

    def check_apart(self, place, stem, expected, where):
        """Questions without answers, and the answers of all in their order, where they have been put or nowhere."""
        asked = [(*entry[:3], "") for entry in expected]
        answers = [told(entry) for entry in expected if told(entry)] if where in ("end", "section-end", "hidden") else []
        below = [(*entry[:3], told(entry)) for entry in expected]
        page = entries_of_page(Page((place / f"{stem}.html").read_text(encoding="utf-8")).root)
        epub, pdf = entries_of_epub(place / f"{stem}.epub"), letters_of_pdf(place / f"{stem}.pdf")
        order = sorted if where == "section-end" else list # a part's own answers come behind those of its sections
        self.assertEqual((asked, order(answers)), (epub[0], order(filter(None, epub[1]))))
        self.assertEqual((below, []) if where == "hidden" else epub, page)
        self.check_order((what for entry in asked for what in entry[:2]), pdf)
        for entry in expected if where == "section-end" else []:
            self.check_order([*entry[4], entry[3]], pdf)
        self.check_order((what for entry in expected if answers and where != "section-end" for what in (*entry[4], entry[3])), pdf)
        for answer in [entry[3] for entry in expected if not answers and len(entry[3]) > 60]:
            self.assertNotIn(answer, pdf)

    def check_own_book(self, place, stem, expected):
        """The book of the answers alone."""
        kept = [entry for entry in expected if told(entry)] # an answer of digits alone has no letters
        for found, apart in (entries_of_epub(place / f"{stem}.epub"), entries_of_page(Page((place / f"{stem}.html").read_text(encoding="utf-8")).root)):
            self.assertEqual([(entry[0], told(entry)) for entry in kept], [(entry[0], entry[2] + entry[3]) for entry in found if entry[2] + entry[3]])
            self.assertEqual(apart, [])
        self.check_order((what for entry in kept for what in (entry[0], entry[3])), letters_of_pdf(place / f"{stem}.pdf"))

    def expected_of(self, place, stem):
        expected = entries_of_tree(ET.parse(place / f"{stem}.xml").getroot())
        self.assertGreater(len(expected), 0)
        self.assertTrue(any(entry[0] for entry in expected))
        return expected

    def test_all_formats_hold_the_same(self):
        fresh_folder()
        for document in documents():
            with self.subTest(document=str(document)):
                self.make("-t", "pdf,epub,html,xml", "-o", f"{WORK}/", document)
                self.check_books(WORK, document.stem, self.expected_of(WORK, document.stem))

    def test_answers_stand_where_they_are_wanted(self):
        place = fresh_folder() / "apart"
        for document in documents():
            self.make("-t", "xml", "-o", f"{place}/", document)
            expected = self.expected_of(place, document.stem)
            for where in ("end", "section-end", "hidden", "none", "separate"):
                with self.subTest(document=str(document), where=where):
                    self.make("-t", "pdf,epub,html", f"--answers={where}", "-o", f"{place}/", document)
                    self.check_apart(place, document.stem, expected, where)
                    if where == "separate" and any(told(entry) for entry in expected):
                        self.check_own_book(place, document.stem + "-answers", expected)

    def test_a_merged_book_holds_what_its_parts_hold(self):
        place = fresh_folder() / "merged"
        parts = [SEED, *(next((SOURCE / "tests" / "golden" / name).glob("input.*")) for name in ("mixed-shapes", "choices-key", "html-page"))]
        each = []
        for number, part in enumerate(parts):
            self.make("-t", "xml", "-o", f"{WORK}/{number}.xml", part)
            each += self.expected_of(WORK, str(number))
        self.make("--merge", "-t", "pdf,epub,html,xml", "-o", f"{place}/", *parts)
        stem = next(place.glob("*.xml")).stem
        self.assertEqual(each, self.expected_of(place, stem))
        self.check_books(place, stem, each)
        self.make("--merge", "-t", "pdf,epub,html", "--answers=end", "-o", f"{place}/", *parts)
        self.check_apart(place, stem, each, "end")


if __name__ == "__main__":
    unittest.main()
