#!/usr/bin/env python3
"""Pictures of a text in the PDF: alone in a paragraph, among words, in tables, and those that cannot be shown."""

import re
import struct
import unittest
import zlib

import pdf_rules
from program import ProgramTest


def png(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x40\x80\xc0" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Pictures(ProgramTest):
    def setUp(self):
        super().setUp()
        (self.folder / "large.png").write_bytes(png(300, 200))
        (self.folder / "icon.png").write_bytes(png(16, 16))

    def print_book(self, text):
        """The structure as [type, text], figures with their alternative text; and what was said of pictures."""
        (self.folder / "book.md").write_text("# T\n\n## 1. What?\n\n" + text)
        said = self.run_ok("book.md", "-o", "book.pdf").stderr.decode()
        file, tree = pdf_rules.check(str(self.folder / "book.pdf"))
        self.assertEqual(file.faults, [])
        found = [[kind, pdf_rules.text_of(e.get("/Alt", "")) or text.strip()] for _, kind, text, e in tree.order if kind in ("P", "Figure", "Caption")]
        return found[found.index(["P", "Before."]):] if ["P", "Before."] in found else found, re.findall(r"\[([\w-]*image[\w-]*)\]", said)

    def test_a_picture_among_words_stands_between_them(self):
        found, said = self.print_book('Before.\n\nIt looks so:\n![a plan](large.png "The plan")\nand is done.\n')
        self.assertEqual(found, [["P", "Before."], ["P", "It looks so:"], ["Figure", "a plan"], ["Caption", "The plan"], ["P", "and is done."]])
        self.assertEqual(said, [])

    def test_several_and_nothing_between(self):
        found, said = self.print_book("Before.\n\n![one](large.png) ![two](large.png)\n")
        self.assertEqual(found, [["P", "Before."], ["Figure", "one"], ["Figure", "two"]])
        self.assertEqual(said, [])

    def test_a_picture_is_described_in_the_language_around_it(self):
        self.print_book('<div lang="fr">\n\nVoici :\n![un plan](large.png "Le plan")\n\n</div>\n\n![a plan](large.png)\n')
        file, tree = pdf_rules.check(str(self.folder / "book.pdf"))
        self.assertEqual([pdf_rules.text_of(e.get("/Lang", "")) for _, kind, _, e in tree.order if kind == "Figure"], ["fr", ""])

    def test_a_sign_in_a_line_is_its_text_and_told(self):
        found, said = self.print_book("Before.\n\nPress ![the bell](icon.png) there.\n\n![alone](icon.png)\n")
        self.assertEqual([kind for kind, _ in found], ["P", "P", "Figure"])
        self.assertIn("the bell", found[1][1])
        self.assertEqual(said, ["image-in-line"])

    def test_each_that_is_not_shown_is_told_once(self):
        (self.folder / "x.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
        _, said = self.print_book("Before.\n\nA ![a](none.png) and ![b](x.svg) and ![c](https://example.org/c.png).\n\n![a](none.png)\n\n"
                                  "| h | ![d](large.png) |\n|---|---|\n| e | ![d](large.png) |\n")
        self.assertEqual(sorted(said), ["image-in-line", "no-image", "remote-image", "svg-image"])

    def test_without_a_description_it_is_decoration_and_told(self):
        found, said = self.print_book('Before.\n\n![](large.png)\n\n![](large.png "The plan")\n\nAfter.\n')
        self.assertEqual(found, [["P", "Before."], ["Figure", "The plan"], ["Caption", "The plan"], ["P", "After."]])
        self.assertEqual(said, ["undescribed-image"])
        self.run_ok("book.md", "-o", "book.html")
        page = (self.folder / "book.html").read_text(encoding="utf-8")
        self.assertEqual(re.findall(r'alt="[^"]*"[^>]*', page), ['alt=""', 'alt="The plan"'])


if __name__ == "__main__":
    unittest.main()
