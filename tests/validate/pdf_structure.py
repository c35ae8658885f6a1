"""The seed's PDF as pdf.js sees it: outline, links, labels, and a structure tree that holds all text in order."""

import json
import pathlib
import re
import unittest

from node_tool import MODULES, installed, node
from program import SEED, SOURCE, WORK, fresh_folder, qapress, skip

PDF = WORK / "seed.pdf"
SECTIONS = {"PYTHON FUNDAMENTALS": 23, "FASTAPI, FLASK & DJANGO": 11}
# The standard structure types of ISO 32000-1, 14.8.4, that a book like this has use for.
ROLES = set("Root Document Part Art Sect Div BlockQuote Caption TOC TOCI Index P H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table THead "
            "TBody TFoot TR TH TD Span Quote Note Reference Code Link Figure Formula NonStruct".split())
document = {}


def setUpModule():
    if not installed():
        skip("the validators are not installed; ./test.sh does that")
    fresh_folder()
    result = qapress("-t", "pdf", "-o", PDF, SEED)
    if result.returncode != 0:
        raise RuntimeError(result.stderr.decode())
    result = node(pathlib.Path(__file__).with_name("pdfjs.mjs").resolve(), MODULES, PDF)
    if result.returncode != 0 or b"Warning" in result.stderr + result.stdout[:200]:
        raise RuntimeError((result.stderr + result.stdout[:2000]).decode())
    document.update(json.loads(result.stdout))


def elements(node, role=None):
    """The structure elements of a subtree, in reading order."""
    if "role" in node:
        if role is None or re.fullmatch(role, node["role"]):
            yield node
        for child in node["children"]:
            yield from elements(child, role)


def contents(node):
    """The marked-content ids of a subtree, in reading order."""
    for child in node.get("children", []):
        if child.get("type") == "content":
            yield child["id"]
        yield from contents(child)


def letters(text):
    return "".join(re.findall(r"[^\W_]", text))


class Navigation(unittest.TestCase):
    def test_outline_has_every_question_under_its_section(self):
        found = {}

        def visit(items):
            for item in items:
                for name, count in SECTIONS.items():
                    if letters(name).lower() in letters(item["title"]).lower() and item["items"]:
                        found[name] = len(item["items"])
                visit(item["items"])

        visit(document["outline"])
        self.assertEqual(found, SECTIONS)

    def test_outline_leads_forward(self):
        pages = []

        def visit(items):
            for item in items:
                self.assertIsNotNone(item["page"], item["title"])
                pages.append(item["page"])
                visit(item["items"])

        visit(document["outline"])
        self.assertEqual(pages, sorted(pages))
        self.assertGreaterEqual(len(pages), 34)

    def test_links_lead_somewhere_and_say_where(self):
        links = [a for page in document["pages"] for a in page["annotations"] if a["subtype"] == "Link"]
        self.assertGreaterEqual(len(links), 3)
        for link in links:
            self.assertTrue(link.get("url") or link["page"] is not None, link)
            self.assertTrue(link.get("contents"), link)

    def test_every_page_has_its_own_label(self):
        labels = document["labels"]
        self.assertIsNotNone(labels)
        self.assertEqual(len(labels), len(document["pages"]))
        self.assertEqual(len(set(labels)), len(labels), labels)
        self.assertIn("1", labels)


class Structure(unittest.TestCase):
    def test_document_says_that_it_is_tagged(self):
        self.assertTrue(document["mark"] and document["mark"]["Marked"])
        self.assertTrue(document["viewer"] and document["viewer"].get("DisplayDocTitle"))
        self.assertEqual(document["info"].get("Language"), "en")

    def test_metadata_claims_the_standards(self):
        self.assertRegex(document["raw"], r"pdfaid:part\W+2")
        self.assertRegex(document["raw"], r"pdfaid:conformance\W+A")
        self.assertRegex(document["raw"], r"pdfuaid:part\W+1")
        self.assertEqual(document["info"]["Title"], document["xmp"]["dc:title"])

    def test_roles_are_standard(self):
        for page in document["pages"]:
            for element in elements(page["tree"] or {}):
                self.assertIn(element["role"], ROLES)

    def test_all_text_is_tagged_or_an_artifact(self):
        for number, page in enumerate(document["pages"], 1):
            known = set(contents(page["tree"] or {}))
            self.assertEqual(page["outside"], 0, f"page {number}")
            for item in page["text"]:
                self.assertTrue(item["artifact"] or item["id"] in known, f"page {number}: {item}")

    def test_tagged_text_reads_in_order(self):
        """Every question and the first words of its answer, read through the structure tree alone."""
        text = []
        for page in document["pages"]:
            by_id = {}
            for item in page["text"]:
                by_id.setdefault(item["id"], []).append(item["text"])
            text += ["".join(by_id.get(mark, [])) for mark in contents(page["tree"] or {})]
        text = letters("".join(text))
        place = 0
        entries = json.loads((SOURCE / "tests" / "validate" / "seed-entries.json").read_text(encoding="utf-8"))
        for number, (question, answer) in enumerate(entries, 1):
            found = re.compile(letters(question) + r".{0,12}?" + letters(answer)).search(text, place)
            self.assertIsNotNone(found, f"Q{number}: {question}")
            place = found.end()

    def test_heading_levels_are_not_skipped(self):
        last = 0
        count = 0
        for page in document["pages"]:
            for element in elements(page["tree"] or {}, r"H[1-6]"):
                level = int(element["role"][1])
                self.assertLessEqual(level, last + 1, f"H{last} is followed by H{level}")
                last = level
                count += 1
        self.assertGreaterEqual(count, 34 + 3)

    def test_lists_and_tables_are_built_right(self):
        allowed = {"L": {"LI", "L", "Caption"}, "LI": {"Lbl", "LBody"}, "TOC": {"TOCI", "TOC", "Caption"},
                   "Table": {"TR", "THead", "TBody", "TFoot", "Caption"}, "TR": {"TH", "TD"}}
        for page in document["pages"]:
            for element in elements(page["tree"] or {}):
                for child in element["children"]:
                    if element["role"] in allowed and "role" in child:
                        self.assertIn(child["role"], allowed[element["role"]], element["role"])

    def test_figures_have_a_description(self):
        for page in document["pages"]:
            for element in elements(page["tree"] or {}, "Figure|Formula"):
                self.assertTrue(element.get("alt"))


class Golden(unittest.TestCase):
    """Every golden input: no text outside the tree, roles that there are, and a place for each link to go."""

    def pages(self, case):
        source = next(case.glob("input.*"))
        options = case / "options"
        more = [o for o in options.read_text(encoding="utf-8").split("\n") if o] if options.exists() else []
        pdf = WORK / "golden.pdf"
        result = qapress("-q", "-t", "pdf", "-o", pdf, *more, source)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        result = node(pathlib.Path(__file__).with_name("pdfjs.mjs").resolve(), MODULES, pdf)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        self.assertNotIn(b"Warning", result.stderr)
        return json.loads(result.stdout)["pages"]

    def test_structure_trees(self):
        for case in sorted((SOURCE / "tests" / "golden").iterdir()):
            if not any(case.glob("input.*")):
                continue
            with self.subTest(case=case.name):
                for page in self.pages(case):
                    tree = page["tree"] or {}
                    self.assertEqual(page["outside"], 0)
                    shown = {t["id"] for t in page["text"] if not t["artifact"]}
                    self.assertLessEqual(shown - set(contents(tree)), set())
                    for element in elements(tree):
                        self.assertIn(element["role"], ROLES)
                    for annotation in page["annotations"]:
                        self.assertTrue(annotation["contents"])
                        self.assertTrue(annotation.get("url") or annotation["page"] is not None, annotation)


if __name__ == "__main__":
    unittest.main()
