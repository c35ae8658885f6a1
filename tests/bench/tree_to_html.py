#!/usr/bin/env python3
"""Turns the tree (-t xml, on standard input) into the plain HTML that other programs set: same text, same order.

Headings have ids, for in our PDF each of them can be led to, too."""

import html

from tree_walk import name, read, walk

INLINE = {"em", "strong", "code", "del", "sub", "sup", "a", "br"}


def markup(node):
    """The inside of an element as HTML: the tree's blocks and inlines bear HTML's names already."""
    out = [html.escape(node.text or "", quote=False)]
    for child in node:
        tag = name(child)
        inner = markup(child)
        if tag in INLINE or tag in {"p", "pre", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}:
            out.append(f"<{tag}>{inner}</{tag}>" if tag != "br" else "<br>")
        else:
            out.append(inner)
        out.append(html.escape(child.tail or "", quote=False))
    return "".join(out)


def anchor(node):
    return f' id="{html.escape(node.get("id"))}"' if node.get("id") else ""


def main():
    root, title = read()
    print(f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{html.escape(title)}</title></head><body>")
    for what, level, node, content in walk(root):
        if what == "part":
            print(markup(content))
        else:
            label = node.get("label", "") + " " if name(node) == "entry" else ""
            print(f"<h{level}{anchor(node)}>{label}{markup(content)}</h{level}>")
    print("</body></html>")


if __name__ == "__main__":
    main()
