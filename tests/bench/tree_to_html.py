#!/usr/bin/env python3
"""Turns the tree (-t xml, on standard input) into the plain HTML that other programs set: same text, same order.

Headings have ids, for in our PDF each of them can be led to, too."""

import html
import sys
import xml.etree.ElementTree as ET

NS = "{urn:qapress:tree:1}"
INLINE = {"em", "strong", "code", "del", "sub", "sup", "a", "br"}


def markup(node):
    """The inside of an element as HTML: the tree's blocks and inlines bear HTML's names already."""
    out = [html.escape(node.text or "", quote=False)]
    for child in node:
        tag = child.tag.replace(NS, "")
        inner = markup(child)
        if tag in INLINE or tag in {"p", "pre", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}:
            out.append(f"<{tag}>{inner}</{tag}>" if tag != "br" else "<br>")
        else:
            out.append(inner)
        out.append(html.escape(child.tail or "", quote=False))
    return "".join(out)


def anchor(node):
    return f' id="{html.escape(node.get("id"))}"' if node.get("id") else ""


def write(node, level, out):
    for child in node:
        tag = child.tag.replace(NS, "")
        if tag == "division":
            out.append(f"<h{level}{anchor(child)}>{markup(child.find(NS + 'title'))}</h{level}>")
            write(child, min(level + 1, 5), out)
        elif tag == "entry":
            out.append(f"<h{level}{anchor(child)}>{child.get('label', '')} {markup(child.find(NS + 'question'))}</h{level}>")
            for part in child:
                if part.tag in (NS + "prompt", NS + "choices", NS + "answer"):
                    out.append(markup(part))


def main():
    root = ET.parse(sys.stdin.buffer).getroot()
    title = root.findtext(f"{NS}meta/{NS}title", "Guide")
    out = [f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{html.escape(title)}</title></head><body>"]
    write(root, 1, out)
    print("\n".join(out) + "</body></html>")


if __name__ == "__main__":
    main()
