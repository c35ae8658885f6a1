#!/usr/bin/env python3
"""Code copied from the PDF is the code: its lines, its indentation, and nothing that the page adds."""

import re
import shutil
import subprocess
import textwrap
import unittest

from program import ProgramTest

CODE = {
    "python": '''\
        class Stack:
            """Last in, first out."""

            def __init__(self, items=()):
                self.items = list(items)  # a copy

            def pop(self):
                if not self.items:
                    raise IndexError("empty " + type(self).__name__)
                return self.items.pop()
        ''',
    "c": '''\
        static int count(const char *s, char c) {
            int n = 0;
            while (*s) {
                if (*s++ == c) {
                    n++;
                }
            }
            return n;
        }
        ''',
    "yaml": '''\
        services:
          web:
            image: "nginx:1.25"
            ports:
              - "8080:80"
        ''',
    "html": '''\
        <ul class="a">
          <li>one &amp; two</li>
        </ul>
        ''',
    "sql": '''\
        SELECT name, COUNT(*) AS n
          FROM users u JOIN orders o ON o.user_id = u.id
         WHERE u.age >= 18
         GROUP BY name;
        ''',
}


def indent(line):
    return len(line) - len(line.lstrip())


LABELS = {lang.upper() for lang in CODE}


def mutool(pdf):
    return subprocess.run(["mutool", "draw", "-q", "-F", "txt", pdf], capture_output=True, check=True, text=True).stdout


def text(pdf, *options):
    out = subprocess.run(["pdftotext", *options, pdf, "-"], capture_output=True, check=True, text=True).stdout
    return out.replace("\f", "\n")


def lines(block, indented=True):
    """Without blank ones; blanks within a line, which extraction makes from distances, as one."""
    kept = [re.sub(r"(?<=\S) +", " ", line.rstrip()) for line in block.split("\n") if line.strip()]
    return kept if indented else [line.strip() for line in kept]


class CopyCode(ProgramTest):
    def book(self, blocks, *options):
        guide = "# T\n\n" + "".join(f"## {i}. What is {i}?\n\nThis:\n\n```{lang}\n{code}```\n\nDone.\n\n" for i, (lang, code) in enumerate(blocks, 1))
        (self.folder / "guide.md").write_text(guide, encoding="utf-8")
        self.run_ok("guide.md", "-o", "guide.pdf", *options)
        return self.folder / "guide.pdf"

    def found(self, code, printed, indented=True):
        """The code's lines follow each other in the print, each as it was, all moved to the right alike."""
        wanted, have = lines(code, indented), [line for line in lines(printed, indented) if line.strip() not in LABELS]
        for at in range(len(have) - len(wanted) + 1):
            part = have[at:at + len(wanted)]
            shift = indent(part[0])
            # columns are made from distances on the page: one may be rounded the other way
            same = all(a.strip() == b.strip() and abs(indent(a) - shift - indent(b)) <= 1 for a, b in zip(part, wanted))
            if same:
                return True
        return False

    def test_deep_indentation_makes_no_empty_rows(self):
        pdf = self.book([("python", "a = 1\n" + " " * 4000 + "deep = 2\nb = 3\n")])
        pages = subprocess.run(["pdfinfo", pdf], capture_output=True, check=True, text=True).stdout
        self.assertRegex(pages, r"Pages: +3\n") # cover, contents, and the one with the code
        self.assertRegex(text(pdf, "-layout"), r"a = 1\n+ +deep = 2\n+ *b = 3\n")

    def test_lines_and_indentation(self):
        for options in ([], ["--style", "grey"], ["--paper", "letter"]):
            blocks = [(lang, textwrap.dedent(code)) for lang, code in CODE.items()]
            pdf = self.book(blocks, *options)
            for lang, code in blocks:
                with self.subTest(lang=lang, options=options):
                    self.assertTrue(self.found(code, text(pdf, "-layout")), text(pdf, "-layout"))
                    # here blanks at a line's start are dropped, whatever they are
                    self.assertTrue(self.found(code, text(pdf, "-raw"), indented=False), text(pdf, "-raw"))
                    if shutil.which("mutool"):
                        self.assertIn(code.rstrip().replace("\n\n", "\n"), re.sub(r" *\n+", "\n", mutool(pdf)))

    def test_tabs_become_the_blanks_that_they_show(self):
        pdf = self.book([("c", "int f(void) {\n\tif (a)\n\t\treturn 1;\n}\n")])
        self.assertTrue(self.found("int f(void) {\n    if (a)\n        return 1;\n}\n", text(pdf, "-layout")))

    def test_wrapped_lines_lose_nothing_and_gain_no_mark(self):
        long = "result = " + " + ".join(f"name_of_value_{i}" for i in range(20))
        pdf = self.book([("python", "def f():\n    " + long + "\n    return result\n")])
        printed = re.sub(r"\s+", " ", text(pdf, "-raw"))
        self.assertIn("def f(): " + long + " return result", printed)
        self.assertNotRegex(text(pdf), "[↪↩↳⏎]")


if __name__ == "__main__":
    unittest.main()
