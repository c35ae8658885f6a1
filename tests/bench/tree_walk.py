"""The tree (-t xml, on standard input) in the order in which a book sets it, for the converters beside this file."""

import sys
import xml.etree.ElementTree as ET

NS = "{urn:qapress:tree:1}"
DEEPEST = 5  # a heading's level, at the most


def name(node):
    return node.tag.replace(NS, "")


def read():
    """The root and the title."""
    root = ET.parse(sys.stdin.buffer).getroot()
    return root, root.findtext(f"{NS}meta/{NS}title", "Guide")


def walk(node, level=1):
    """("heading", level, the division or entry, its title or question) and ("part", level, entry, prompt or answer …)."""
    for child in node:
        if name(child) == "division":
            yield "heading", level, child, child.find(NS + "title")
            yield from walk(child, min(level + 1, DEEPEST))
        elif name(child) == "entry":
            yield "heading", level, child, child.find(NS + "question")
            for part in child:
                if name(part) in ("prompt", "choices", "answer"):
                    yield "part", level, child, part
