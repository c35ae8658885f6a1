#!/usr/bin/env python3
"""A text's languages in its books: spans, blocks of pages, foreign writing, and documents in several that become one."""

import re
import unittest
import zipfile

import pdf_rules
from program import ProgramTest

ENGLISH = ('---\nlang: en\n---\n# Loanwords\n\n## 1. What is <span lang="fr">savoir faire</span>?\n\nIt is *<span lang="fr">le savoir</span>*, '
           'not \u041c\u043e\u0441\u043a\u0432\u0430.\n\n<span lang="ar">\u0645\u0627 \u0647\u064a `x` \u0627\u0644\u0642\u0627\u0626\u0645\u0629</span>\n\n'
           '## 2. Other?\n\nNo.\n')
GERMAN = '---\nlang: de\ntitle: Grundlagen\n---\n# Anfang\n\n## 1. Was ist das?\n\nEin <span lang="en">loop</span>.\n\n## 2. Und das?\n\nNichts.\n'


class Languages(ProgramTest):
    def setUp(self):
        super().setUp()
        (self.folder / "en.md").write_text(ENGLISH, encoding="utf-8")
        (self.folder / "de.md").write_text(GERMAN, encoding="utf-8")

    def chapters(self, name):
        with zipfile.ZipFile(self.folder / name) as book:
            return "".join(book.read(n).decode() for n in sorted(book.namelist()) if re.search(r"section-\d+\.xhtml", n))

    def structure(self, name):
        """(type, language, text) of each element that says a language."""
        file, tree = pdf_rules.check(str(self.folder / name))
        self.assertEqual(file.faults, [])
        return [(kind, pdf_rules.text_of(e["/Lang"]), text.strip()) for _, kind, text, e in tree.order if "/Lang" in e]

    def test_spans_and_foreign_writing_in_an_epub(self):
        self.run_ok("en.md", "-o", "en.epub")
        text = self.chapters("en.epub")
        self.assertIn('<em><span lang="fr" xml:lang="fr">le savoir</span></em>', text)
        self.assertIn('<span lang="ru" xml:lang="ru">\u041c\u043e\u0441\u043a\u0432\u0430</span>', text)
        self.assertRegex(text, '<p lang="ar" xml:lang="ar" dir="rtl">[^<]*<code dir="ltr">x</code>[^<]*</p>')
        self.assertEqual(len(re.findall("lang=", text)), len(re.findall("xml:lang=", text)) * 2)

    def test_spans_and_foreign_writing_in_a_pdf(self):
        self.run_ok("en.md", "-o", "en.pdf")
        found = self.structure("en.pdf")
        self.assertIn(("Span", "fr", "savoir faire"), found)
        self.assertIn(("Span", "fr", "le savoir"), found)
        self.assertIn(("Span", "ru", "\u041c\u043e\u0441\u043a\u0432\u0430"), found)
        self.assertTrue(any(kind == "Span" and lang == "ar" for kind, lang, _ in found))

    def test_documents_in_two_languages_as_one(self):
        for name in ("both.pdf", "both.epub", "both.md", "both.xml"):
            self.run_ok("en.md", "de.md", "--merge", "--answers", "section-end", "-o", name, *(["-t", "markdown"] if name == "both.md" else []))
        text, found = self.chapters("both.epub"), self.structure("both.pdf")
        self.assertRegex(text, r'<section lang="de" xml:lang="de"[^>]*><h1 id="grundlagen">')
        self.assertIn('<span lang="en" xml:lang="en">loop</span>', text)
        self.assertIn(">Antwort<", text) # in the language of the question, as the links in the PDF are
        self.assertIn(">Answer<", text)
        self.assertTrue(any(kind in ("Part", "Sect") and lang == "de" for kind, lang, _ in found), found)
        self.assertIn(("Span", "en", "loop"), found)
        self.assertTrue(any(kind == "Span" and lang == "de" and said.startswith("Was ist das") for kind, lang, said in found), found) # contents
        self.assertIn('lang="de"}', (self.folder / "both.md").read_text(encoding="utf-8"))
        self.run_ok("both.md", "-t", "xml", "-o", "again.xml")
        trees = [re.sub(r' (line|shape)="[^"]*"', "", (self.folder / n).read_text(encoding="utf-8")) for n in ("both.xml", "again.xml")]
        self.assertEqual(*trees)

    def test_a_language_that_is_said_is_believed(self):
        (self.folder / "said.md").write_text("---\nlang: en\n---\n## 1. What is this?\n\n\u042d\u0442\u043e \u043f\u0440\u0438\u043c\u0435\u0440 \u0442\u0435\u043a\u0441\u0442\u0430.\n", encoding="utf-8")
        self.assertIn(b'xml:lang="en"', self.run_ok("said.md", "-q", "-t", "xml", "-o", "-").stdout[:200])
        (self.folder / "bad.md").write_text("---\nlang: not a language\n---\n## 1. What is this?\n\nThat.\n", encoding="utf-8")
        result = self.run_ok("bad.md", "-t", "xml", "-o", "-")
        self.assertIn(b"front-matter", result.stderr)
        self.assertIn(b'xml:lang="en"', result.stdout[:200])
        self.assertNotIn(b"not a language", result.stdout)


if __name__ == "__main__":
    unittest.main()
