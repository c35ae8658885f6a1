#!/usr/bin/env python3
"""Turns the tree (-t xml, on standard input) into a Typst document that looks about like ours: same text, same order."""

import json

from tree_walk import name, read, walk

HEAD = """#set document(title: {title})
#set page(paper: "a4", margin: (x: 20mm, top: 22mm, bottom: 24mm), numbering: "1")
#set text(size: 10.5pt, fill: rgb("#1b1f24"), lang: "en")
#set par(justify: true)
#show heading.where(level: 1): it => {{ pagebreak(weak: true); it }}
#show raw.where(block: true): it => block(width: 100%, fill: rgb("#f6f8fa"), inset: 8pt, text(9pt, it))
#show raw.where(block: false): it => box(fill: rgb("#eef0f5"), outset: (y: 2pt), inset: (x: 2pt), text(9pt, it))
#align(center)[#text(28pt)[#{title}]]
#outline(depth: 3)
"""
AROUND = {"em": "#emph[{}]", "strong": "#strong[{}]", "del": "#strike[{}]", "sub": "#sub[{}]", "sup": "#super[{}]",
          "p": "\n{}\n", "ul": "#list({})\n", "ol": "#enum({})\n", "li": "[{}],", "blockquote": "#quote(block: true)[{}]\n",
          "table": "{}\n", "tr": "\n{}\n", "br": "#linebreak()"}


def text(words):
    """A string of Typst, so that no sign in it is markup."""
    return "#" + json.dumps(words, ensure_ascii=False).replace("\\/", "/") if words and not words.isspace() else words or ""


def markup(node):
    tag = name(node)
    if tag in ("pre", "code"):
        language = f", lang: {json.dumps(node.get('lang'))}" if node.get("lang") else ""
        block = "true" if tag == "pre" else "false"
        return f"#raw({json.dumps(''.join(node.itertext()), ensure_ascii=False)}, block: {block}{language})"
    blocks = tag in ("ul", "ol")
    inner = "" if blocks else text(node.text)
    for child in node:
        inner += markup(child) + ("" if blocks else text(child.tail))
    return AROUND.get(tag, "{}").format(inner)


def main():
    root, title = read()
    print(HEAD.format(title=json.dumps(title, ensure_ascii=False)))
    for what, level, node, content in walk(root):
        if what == "part":
            print(markup(content))
        else:
            label = text(node.get("label", "")) + " " if name(node) == "entry" else ""
            print(f"\n{'=' * level} {label}{markup(content)}\n")


if __name__ == "__main__":
    main()
