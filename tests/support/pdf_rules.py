#!/usr/bin/env python3
"""The rules of PDF/A-2a and PDF/UA-1 that a text document can break, asserted from what qpdf makes of the file.

usage: pdf_rules.py [--standard a-2a|a-3a|none] [--text] FILE.pdf
Prints a line for each broken rule and exits with 1; with --text prints the structure tree with its text.
Independent of the program: it knows PDF only from ISO 32000-1, 14289-1 and 19005-2/3.
"""

import base64
import json
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

STANDARD_TYPES = set(
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody "
    "Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP "
    "Figure Formula Form".split())
PARENTS = {"LI": {"L"}, "Lbl": {"LI", "Note", "TOCI", "P", "Div", "H1", "H2", "H3", "H4", "H5", "H6"}, "LBody": {"LI"},
           "TR": {"Table", "THead", "TBody", "TFoot"}, "TH": {"TR"}, "TD": {"TR"}, "THead": {"Table"},
           "TBody": {"Table"}, "TFoot": {"Table"}, "TOCI": {"TOC"}}
CHILDREN = {"L": {"L", "LI", "Caption"}, "LI": {"Lbl", "LBody"}, "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
            "TR": {"TH", "TD"}, "THead": {"TR"}, "TBody": {"TR"}, "TOC": {"TOC", "TOCI", "Caption"}}
SHOWING = {b"Tj", b"TJ", b"'", b'"'}
OTHERS = set(b"b* W W* n m l c v y h re cm w J j M d ri i gs CS cs SC SCN sc scn G g RG rg K k Tc Tw Tz TL Tr Ts Td TD Tm T* Tf".split())
PAINTING = {b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh", b"Do"}


class File:
    """Objects by reference, and the faults found so far."""

    def __init__(self, path):
        command = ["qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=generalized", path]
        result = subprocess.run(command, capture_output=True, check=False)
        if result.returncode != 0:
            raise SystemExit(result.stderr.decode())
        data = json.loads(result.stdout)
        self.objects = {k[4:]: v for k, v in data["qpdf"][1].items() if k.startswith("obj:")}
        self.trailer = data["qpdf"][1]["trailer"]["value"]
        self.faults = []

    def get(self, value):
        """What a value is, through references; a stream gives its dictionary."""
        while isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value):
            entry = self.objects.get(value, {"value": None})
            value = entry["stream"]["dict"] if "stream" in entry else entry["value"]
        return value

    def stream(self, reference):
        return base64.b64decode(self.objects[reference]["stream"]["data"])

    def need(self, true, fault):
        if not true and len(self.faults) < 100:
            self.faults.append(fault)
        return bool(true)


def text_of(value):
    """A text string as qpdf's JSON gives it."""
    if not isinstance(value, str):
        return ""
    if value.startswith("u:"):
        return value[2:]
    if value.startswith("b:"):
        return bytes.fromhex(value[2:]).decode("latin-1")
    return value


# --- content streams ---------------------------------------------------------------------------------------

BLEND_MODES = set("/Normal /Compatible /Multiply /Screen /Overlay /Darken /Lighten /ColorDodge /ColorBurn /HardLight /SoftLight "
                  "/Difference /Exclusion /Hue /Saturation /Color /Luminosity".split())
LIST_NUMBERINGS = {"/None", "/Disc", "/Circle", "/Square", "/Decimal", "/UpperRoman", "/LowerRoman", "/UpperAlpha", "/LowerAlpha"}
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
TOKEN = re.compile(rb"\s*(?:(<<|>>|\[|\])|<([0-9A-Fa-f\s]*)>|(\()|/([^\s/<>\[\]()]*)|([^\s/<>\[\]()]+))")
ESCAPES = {ord("n"): 10, ord("r"): 13, ord("t"): 9, ord("b"): 8, ord("f"): 12}


def literal(data, at):
    out, depth = bytearray(), 1
    while True:
        c = data[at]
        at += 1
        if c == ord("\\"):
            c = data[at]
            at += 1
            if c in ESCAPES:
                out.append(ESCAPES[c])
            elif ord("0") <= c <= ord("7"):
                octal = re.compile(rb"[0-7]{1,3}").match(data, at - 1)
                out.append(int(octal.group(), 8) & 255)
                at = octal.end()
            elif c != 10:
                out.append(c)
            continue
        depth += (c == ord("(")) - (c == ord(")"))
        if depth == 0:
            return bytes(out), at
        out.append(c)


def tokens(data):
    """(kind, value) of each token: punctuation, string, name, word."""
    at = 0
    while True:
        m = TOKEN.match(data, at)
        if not m:
            return
        at = m.end()
        if m.group(1):
            yield "mark", m.group(1)
        elif m.group(2) is not None:
            digits = re.sub(rb"\s", b"", m.group(2)).decode()
            yield "string", bytes.fromhex(digits + "0" * (len(digits) % 2))
        elif m.group(3):
            value, at = literal(data, at)
            yield "string", value
        elif m.group(4) is not None:
            yield "name", m.group(4).decode()
        else:
            yield "word", m.group(5)


def operations(data):
    """(operator, operands); an operand is (kind, value), marks among them."""
    operands = []
    for kind, value in tokens(data):
        if kind == "word" and not re.fullmatch(rb"[+-]?[\d.]+|true|false|null", value):
            yield value, operands
            operands = []
        else:
            operands.append((kind, value))


class Page:
    def __init__(self, file, reference, number):
        self.file, self.reference, self.number = file, reference, number
        self.dict = file.get(reference)
        self.marks = {}   # MCID → text
        self.used = {}    # font reference → codes
        contents = self.dict["/Contents"]
        parts = contents if isinstance(contents, list) else [contents]
        self.run(b"\n".join(file.stream(p) for p in parts))

    def need(self, true, fault):
        return self.file.need(true, f"page {self.number}: {fault}")

    def run(self, data):
        fonts = self.file.get(self.file.get(self.dict["/Resources"]).get("/Font", {}))
        stack, in_text, font, saves = [], False, None, 0
        for operator, operands in operations(data):
            if operator == b"BT":
                self.need(not in_text, "BT inside BT")
                in_text = True
            elif operator == b"ET":
                self.need(in_text, "ET without BT")
                self.need(all(not inside for _, _, inside in stack), "ET inside a mark that began in the text object")
                in_text = False
            elif operator in (b"BDC", b"BMC"):
                self.open_mark(stack, operands, in_text)
            elif operator == b"EMC":
                if self.need(stack, "EMC without BDC"):
                    self.need(stack[-1][2] == in_text, "mark and text object cross")
                    stack.pop()
            elif operator == b"Tf":
                font = fonts.get("/" + operands[0][1])
                self.need(font, f"font {operands[0][1]} is not in the resources")
            elif operator in (b"q", b"Q"):
                self.need(not in_text, "q or Q in a text object")
                saves += 1 if operator == b"q" else -1
                self.need(saves <= 28, "q is nested too deep")
            elif operator not in SHOWING | PAINTING | OTHERS:
                self.need(False, f"{operator.decode('latin-1')} is no operator of PDF's")
            elif operator in SHOWING:
                self.need(in_text, "text outside BT … ET")
                self.need(font, "text without a font")
                self.show(stack, font, b"".join(v for k, v in operands if k == "string"))
            if operator in PAINTING:
                self.need(not in_text or operator == b"Do", "path in a text object")
            if operator in SHOWING | PAINTING:
                self.need(any(kind != "span" for kind, _, _ in stack), f"{operator.decode()} is neither tagged nor an artifact")
            if operator in (b"Tj", b"TJ", b"Td", b"TD", b"Tm"):
                self.need(in_text, f"{operator.decode()} outside BT … ET")
        self.need(not stack and not in_text and saves == 0, "content ends inside a mark, a text object or q")
        self.need(sorted(self.marks) == list(range(len(self.marks))), "MCIDs have gaps")

    def open_mark(self, stack, operands, in_text):
        kinds = {kind for kind, _, _ in stack}
        if operands[0][1] == "Artifact":
            self.need("tagged" not in kinds, "artifact inside tagged content")
            types = [operands[i + 1][1] for i in range(len(operands) - 1) if operands[i] == ("name", "Type")]
            self.need(types in (["Pagination"], ["Layout"], ["Background"]), f"an artifact's type is {types}")
            stack.append(("artifact", None, in_text))
            return
        keys = {operands[i][1]: operands[i + 1][1] for i in range(len(operands) - 1) if operands[i][0] == "name" and i}
        if "MCID" not in keys:
            stack.append(("span", keys.get("ActualText"), in_text))
            if "ActualText" in keys:
                self.add_text(stack, keys["ActualText"].decode("utf-16") if keys["ActualText"].startswith(b"\xfe\xff")
                              else keys["ActualText"].decode("latin-1"))
            return
        mcid = int(keys["MCID"])
        self.need("tagged" not in kinds and "artifact" not in kinds, "tagged content inside a mark")
        self.need(mcid not in self.marks, f"MCID {mcid} twice")
        self.marks[mcid] = ""
        stack.append(("tagged", mcid, in_text))

    def add_text(self, stack, text):
        for kind, mcid, _ in stack:
            if kind == "tagged":
                self.marks[mcid] += text

    def show(self, stack, font, data):
        if not font:
            return
        loaded = Font.load(self.file, font)
        codes = loaded.codes(data)
        self.used.setdefault(font, set()).update(codes)
        if not any(kind == "span" and actual is not None for kind, actual, _ in stack):
            self.add_text(stack, "".join(loaded.unicode.get(c, "\ufffd") for c in codes))


# --- fonts -------------------------------------------------------------------------------------------------

def cmap_entries(data, kind):
    out = {}
    for block in re.findall(rb"begin" + kind + rb"\n(.*?)\nend" + kind, data, re.S):
        for line in block.split(b"\n"):
            code, value = re.fullmatch(rb"<([0-9A-F]+)>\s*(\S+)", line).groups()
            out[bytes.fromhex(code.decode())] = value
    return out


class Font:
    loaded = {}

    @classmethod
    def load(cls, file, reference):
        key = (id(file), reference)
        if key not in cls.loaded:
            cls.loaded[key] = cls(file, reference)
        return cls.loaded[key]

    def __init__(self, file, reference):
        self.file, self.dict = file, file.get(reference)
        self.name = self.dict["/BaseFont"]
        encoding = file.stream(self.dict["/Encoding"])
        ranges = re.findall(rb"<([0-9A-F]+)><([0-9A-F]+)>", re.search(rb"begincodespacerange(.*?)end", encoding, re.S).group(1))
        self.ranges = [(bytes.fromhex(a.decode()), bytes.fromhex(b.decode())) for a, b in ranges]
        self.cids = {c: int(v) for c, v in cmap_entries(encoding, b"cidchar").items()}
        to_unicode = cmap_entries(file.stream(self.dict["/ToUnicode"]), b"bfchar") if "/ToUnicode" in self.dict else {}
        self.unicode = {c: bytes.fromhex(v[1:-1].decode()).decode("utf-16-be") for c, v in to_unicode.items()}

    def codes(self, data):
        out, at = [], 0
        while at < len(data):
            for low, high in self.ranges:
                code = data[at:at + len(low)]
                if len(code) == len(low) and all(a <= c <= b for a, c, b in zip(low, code, high)):
                    out.append(code)
                    at += len(low)
                    break
            else:
                self.file.need(False, f"{self.name}: byte {data[at]:02X} is in no code space")
                at += 1
        return out

    def check(self, used):
        file, need = self.file, lambda t, f: self.file.need(t, f"{self.name}: {f}")
        descendant = file.get(self.dict["/DescendantFonts"][0])
        descriptor = file.get(descendant["/FontDescriptor"])
        need(self.dict["/Subtype"] == "/Type0", "is no Type0 font")
        need("/CIDSet" not in descriptor, "has a CIDSet")
        need(re.match(r"/[A-Z]{6}\+", descriptor["/FontName"]), "is no subset by its name")
        need(descriptor["/FontName"] == descendant["/BaseFont"] and self.name.startswith(descendant["/BaseFont"]), "its names differ")
        info, cmap_info = descendant["/CIDSystemInfo"], file.get(self.dict["/Encoding"]).get("/CIDSystemInfo")
        need(file.get(cmap_info) == file.get(info), "CIDSystemInfo of the CMap and the font differ")
        need("/FontFile2" in descriptor or "/FontFile3" in descriptor, "is not embedded")
        need("/ToUnicode" in self.dict, "has no ToUnicode")
        for code in used:
            need(code in self.cids, f"code {code.hex()} has no CID")
            need(self.cids.get(code) != 0, f"code {code.hex()} shows .notdef")
            text = self.unicode.get(code, "")
            need(text, f"code {code.hex()} has no Unicode")
            need(not re.search("[\0\ufeff\ufffe\uffff\ue000-\uf8ff\U000f0000-\U0010ffff]", text), f"code {code.hex()} says {text!r}")
        cid_map = descendant.get("/CIDToGIDMap")
        need("/FontFile2" not in descriptor or cid_map == "/Identity" or isinstance(file.get(cid_map), dict), "has no CIDToGIDMap")
        encoding = file.get(self.dict["/Encoding"])
        need("/UseCMap" not in encoding and encoding.get("/WMode", 0) == 0, "its CMap stands on another, or says /WMode")
        need("/FontFile3" not in descriptor or file.get(descriptor["/FontFile3"]).get("/Subtype") == "/CIDFontType0C", "a font program of another type")
        self.check_widths(descendant, descriptor, {self.cids[c] for c in used if c in self.cids})

    def widths(self, descendant):
        out, w, i = {}, self.file.get(descendant.get("/W", [])), 0
        while i < len(w):
            if isinstance(w[i + 1], list):
                out.update({w[i] + k: v for k, v in enumerate(w[i + 1])})
                i += 2
            else:
                out.update({cid: w[i + 2] for cid in range(w[i], w[i + 1] + 1)})
                i += 3
        return out

    def check_widths(self, descendant, descriptor, cids):
        """A TrueType program's own widths; a CFF's are in its charstrings, which is left to others."""
        if "/FontFile2" not in descriptor:
            return
        data = self.file.stream(descriptor["/FontFile2"])
        count = struct.unpack_from(">H", data, 4)[0]
        tables = {data[12 + 16 * i:16 + 16 * i]: struct.unpack_from(">II", data, 20 + 16 * i) for i in range(count)}
        self.file.need(tables.keys() >= {b"glyf", b"loca", b"head", b"hhea", b"hmtx", b"maxp"}, f"{self.name}: tables are missing")
        upem = struct.unpack_from(">H", data, tables[b"head"][0] + 18)[0]
        metrics = struct.unpack_from(">H", data, tables[b"hhea"][0] + 34)[0]
        widths = self.widths(descendant)
        for cid in cids:
            own = struct.unpack_from(">H", data, tables[b"hmtx"][0] + 4 * min(cid, metrics - 1))[0] * 1000 / upem
            said = float(widths.get(cid, self.file.get(descendant.get("/DW", 1000))))
            self.file.need(abs(own - said) <= 1, f"{self.name}: glyph {cid} is {own:.1f} wide, /W says {said}")


# --- structure ---------------------------------------------------------------------------------------------

class Tree:
    def __init__(self, file, pages):
        self.file, self.pages = file, {p.reference: p for p in pages}
        catalog = file.get(file.trailer["/Root"])
        self.root_reference = catalog.get("/StructTreeRoot")
        self.root = file.get(self.root_reference)
        self.roles = {k: v for k, v in file.get(self.root.get("/RoleMap", {})).items()}
        self.owner = {}     # (page, mcid) and annotation reference → element reference
        self.order = []     # (depth, type, text, element) in reading order
        self.notes = set()
        names = file.get(self.root.get("/IDTree", {})).get("/Names", [])
        self.ids = dict(zip(names[::2], names[1::2]))
        file.need(names[::2] == sorted(set(names[::2])), "the IDTree is not sorted")

    def type_of(self, element):
        name, seen = element["/S"], set()
        while name in self.roles and name not in seen:
            seen.add(name)
            name = self.roles[name]
        self.file.need(name[1:] in STANDARD_TYPES, f"structure type {name} is not standard")
        return name[1:]

    def kids(self, element):
        k = element.get("/K", [])
        k = self.file.get(k) if isinstance(k, str) and isinstance(self.file.get(k), list) else k
        return k if isinstance(k, list) else [k]

    def check_roles(self):
        """ISO 14289-1, 7.1, and 19005-2, 6.7.3: roles lead to standard types, and those mean what they always do."""
        for name in self.roles:
            self.file.need(name[1:] not in STANDARD_TYPES, f"the standard type {name} has another role")
            seen = set()
            while name in self.roles and name not in seen:
                seen.add(name)
                name = self.roles[name]
            self.file.need(name[1:] in STANDARD_TYPES, f"a role leads to {name}")

    def walk(self):
        kinds = [self.type_of(self.file.get(k)) for k in self.kids(self.root)]
        self.file.need(kinds == ["Document"], f"the structure tree's top is {kinds}")
        for kid in self.kids(self.root):
            self.visit(kid, self.root_reference, "StructTreeRoot", 0)

    def visit(self, reference, parent, parent_type, depth):
        element, need = self.file.get(reference), self.file.need
        kind = self.type_of(element)
        entry = [depth, kind, "", element]
        self.order.append(entry)
        need(element.get("/P") == parent, f"{kind} {reference}: /P is {element.get('/P')}, not {parent}")
        need(parent_type in PARENTS.get(kind, {parent_type}), f"{kind} inside {parent_type}")
        need(kind in CHILDREN.get(parent_type, {kind}), f"{kind} inside {parent_type}")
        for kid in self.kids(element):
            if isinstance(kid, str):
                self.visit(kid, reference, kind, depth + 1)
                continue
            page = kid.get("/Pg", element.get("/Pg")) if isinstance(kid, dict) else element.get("/Pg")
            if isinstance(kid, dict) and kid.get("/Type") == "/OBJR":
                self.owner[kid["/Obj"]] = reference
                need(kind in ("Link", "Annot", "Form"), f"an annotation belongs to {kind}")
                continue
            mcid = kid["/MCID"] if isinstance(kid, dict) else kid
            found = page in self.pages and mcid in self.pages[page].marks
            if need(found, f"{kind} {reference}: no MCID {mcid} on its page"):
                need((page, mcid) not in self.owner, f"MCID {mcid} has two elements")
                self.owner[page, mcid] = reference
                entry[2] += self.pages[page].marks[mcid]
        self.check_element(kind, element, reference)

    def attributes(self, element):
        value = self.file.get(element.get("/A", {}))
        return [self.file.get(a) for a in value] if isinstance(value, list) else [value]

    def check_element(self, kind, element, reference):
        need = self.file.need
        self.check_language(element, kind)
        if kind == "LI":
            kinds = [self.type_of(self.file.get(k)) for k in self.kids(element) if isinstance(k, str)]
            need(set(kinds) <= {"Lbl", "LBody"} and kinds.count("Lbl") <= 1, f"LI {reference} holds {kinds}")
        if kind == "L":
            items = [self.file.get(k) for k in self.kids(element)]
            marked = any(self.type_of(self.file.get(k)) == "Lbl" for i in items for k in self.kids(i) if isinstance(k, str))
            numbering = next((a["/ListNumbering"] for a in self.attributes(element) if "/ListNumbering" in a), "/None")
            need(numbering in LIST_NUMBERINGS and (numbering != "/None" or not marked), f"L {reference} is numbered {numbering}")
        if kind == "Caption":
            siblings = self.kids(self.file.get(element["/P"]))
            need(reference in (siblings[0], siblings[-1]), f"Caption {reference} is neither first nor last")
        if kind == "Reference":
            need(any(self.type_of(self.file.get(k)) == "Link" for k in self.kids(element) if isinstance(k, str)), f"Reference {reference} without Link")
        if kind == "TOCI":
            need(any(self.type_of(self.file.get(k)) == "Reference" for k in self.kids(element) if isinstance(k, str)), f"TOCI {reference} without Reference")
        attributes = self.attributes(element)
        if kind == "Figure":
            need(text_of(element.get("/Alt")) or text_of(element.get("/ActualText")), f"Figure {reference} has no /Alt")
            need(any("/BBox" in a for a in attributes), f"Figure {reference} has no /BBox")
        if kind == "TH":
            need(any(a.get("/Scope") in ("/Column", "/Row", "/Both") for a in attributes), f"TH {reference} has no Scope")
        if kind == "Note":
            need(self.ids.get(element.get("/ID")) == reference, f"the IDTree does not know Note {reference}")
            need("/ID" in element and element["/ID"] not in self.notes, f"Note {reference} has no ID of its own")
            self.notes.add(element.get("/ID"))
        if kind == "Link":
            need(any(isinstance(k, dict) and k.get("/Type") == "/OBJR" for k in self.kids(element)), f"Link {reference} without OBJR")

    def check_language(self, element, kind):
        for key in ("/Alt", "/ActualText", "/E", "/T"):
            self.file.need(len(text_of(element.get(key, "")).encode("utf-16-be")) < 32000, f"{kind}: {key} is too long a string")
        if "/Lang" in element:
            self.file.need(LANGUAGE.fullmatch(text_of(element["/Lang"])), f"{kind}: /Lang {element['/Lang']!r} is no language")

    def check_tables(self):
        """ISO 14289-1, 7.2 and 7.5: rows of one length; a head only with a body."""
        for at, (depth, kind, _, _) in enumerate(self.order):
            if kind != "Table":
                continue
            inside, row, widths = [], 0, []
            for below, k, _, element in self.order[at + 1:]:
                if below <= depth:
                    break
                if below == depth + 1:
                    inside.append(k)
                if k == "TR":
                    widths.append(0)
                if k in ("TH", "TD") and widths:
                    widths[-1] += next((a["/ColSpan"] for a in self.attributes(element) if "/ColSpan" in a), 1)
            self.file.need(len(set(widths)) <= 1, f"a table has rows of {sorted(set(widths))} cells")
            self.file.need(widths, "a table has no rows")
            self.file.need(inside.count("THead") <= 1 and inside.count("TFoot") <= 1, "a table has two heads")
            self.file.need("THead" not in inside or "TBody" in inside, "a table has a head and no body")

    def check_headings(self):
        last = 0
        for _, kind, text, _ in self.order:
            if re.fullmatch("H[1-6]", kind):
                level = int(kind[1])
                self.file.need(level <= last + 1, f"heading level skips from {last} to {level}: {text[:40]!r}")
                last = level

    def number_tree(self, node, out):
        node = self.file.get(node)
        nums = node.get("/Nums", [])
        keys = nums[::2]
        self.file.need(keys == sorted(keys), "a number tree is not sorted")
        if "/Limits" in node and keys:
            self.file.need(node["/Limits"] == [keys[0], keys[-1]], "wrong /Limits in a number tree")
        out.update(zip(keys, nums[1::2]))
        for kid in node.get("/Kids", []):
            self.number_tree(kid, out)
        return out

    def check_parents(self):
        parents, need = self.number_tree(self.root["/ParentTree"], {}), self.file.need
        keys = [p.dict.get("/StructParents") for p in self.pages.values()]
        keys += [self.file.get(a).get("/StructParent") for p in self.pages.values() for a in p.dict.get("/Annots", [])]
        need(None not in keys and len(set(keys)) == len(keys), "two have one key in the parent tree, or one has none")
        need(set(parents) <= set(keys), f"the parent tree has keys of nobody: {sorted(set(parents) - set(keys))[:5]}")
        need(self.root.get("/ParentTreeNextKey", 0) > max(parents, default=-1), "ParentTreeNextKey is taken")
        for page in self.pages.values():
            row = self.file.get(parents.get(page.dict.get("/StructParents"), []))
            need(len(row) == len(page.marks), f"page {page.number}: parent tree has {len(row)} of {len(page.marks)}")
            for mcid in page.marks:
                owner = self.owner.get((page.reference, mcid))
                need(owner, f"page {page.number}: MCID {mcid} belongs to no element")
                need(mcid < len(row) and row[mcid] == owner, f"page {page.number}: parent tree is wrong for MCID {mcid}")
            for reference in page.dict.get("/Annots", []):
                self.check_annotation(page, reference, parents)

    def check_annotation(self, page, reference, parents):
        annot, need = self.file.get(reference), self.file.need
        where = f"page {page.number}: annotation {reference}"
        need(annot.get("/F", 0) & 4 and not annot.get("/F", 0) & 0b100100011, f"{where} is not set to print")
        need(annot.get("/Subtype") == "/Link", f"{where} is no link")
        need(self.file.get(annot.get("/A", {"/S": "/GoTo"})).get("/S") in ("/URI", "/GoTo"), f"{where} does what is forbidden")
        need("/AA" not in annot and "/AP" not in annot, f"{where} has an action or a look of its own")
        need(text_of(annot.get("/Contents")), f"{where} has no Contents")
        need(reference in self.owner, f"{where} belongs to no element")
        need(parents.get(annot.get("/StructParent")) == self.owner.get(reference), f"{where}: parent tree is wrong")
        need("/Dest" in annot or "/A" in annot, f"{where} leads nowhere")
        x0, y0, x1, y1 = annot["/Rect"]
        need(x0 < x1 and y0 < y1, f"{where} has no area")


# --- the document ------------------------------------------------------------------------------------------

def check_metadata(file, catalog, standard):
    info = {k: text_of(v) for k, v in file.get(file.trailer.get("/Info", {})).items()}
    xmp = file.stream(catalog["/Metadata"]).decode()
    need = file.need
    said = lambda name: (re.search(rf"<{name}>(.*?)</{name}>", xmp, re.S) or [None, ""])[1]
    need(info.get("/Title"), "no title")
    try:
        ElementTree.fromstring(xmp)
    except ElementTree.ParseError as error:
        need(False, f"XMP is no XML: {error}")
    need("/Filter" not in file.get(catalog["/Metadata"]), "XMP is compressed")
    need(re.match(r"<\?xpacket begin=.\ufeff?. id=.W5M0MpCehiHzreSzNTczkc9d.\?>", xmp), "the XMP packet says bytes or encoding, or nothing")
    need(said("dc:title") and "x-default" in xmp, "no dc:title")
    unescaped = re.sub("<.*?>", "", said("dc:title")).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    need(unescaped == info.get("/Title"), f"XMP title {unescaped!r} is not {info.get('/Title')!r}")
    for key, name in (("/CreationDate", "xmp:CreateDate"), ("/ModDate", "xmp:ModifyDate")):
        digits = re.sub(r"\D", "", info.get(key, ""))
        need(digits and digits == re.sub(r"\D", "", said(name)), f"XMP {name} differs from {key}")
    need(said("pdf:Producer") == info.get("/Producer"), "XMP producer differs")
    if standard == "none":
        need(not said("pdfaid:part"), "claims PDF/A")
        return
    need(said("pdfaid:part") == standard[2] and said("pdfaid:conformance") == "A", "pdfaid is wrong")
    need(said("pdfuaid:part") == "1" and "pdfaExtension:schemas" in xmp, "pdfuaid is missing or not described")
    intents = file.get(catalog.get("/OutputIntents", []))
    if need(len(intents) == 1, "no output intent"):
        profile = file.stream(file.get(intents[0])["/DestOutputProfile"])
        need(profile[36:40] == b"acsp" and struct.unpack(">I", profile[:4])[0] == len(profile), "no ICC profile")
        need(profile[12:16] in (b"mntr", b"prtr") and profile[16:20] == b"RGB " and profile[8] < 5, "an ICC profile for something else")
        intent = file.get(intents[0])
        need(intent.get("/S") == "/GTS_PDFA1" and intent.get("/OutputConditionIdentifier"), "an output intent of another kind")
        need(file.get(intent["/DestOutputProfile"]).get("/N") == 3, "the profile's /N is not 3")


def check_catalog(file, catalog):
    need = file.need
    need(file.get(catalog.get("/MarkInfo", {})).get("/Marked") is True, "not marked as tagged")
    need(LANGUAGE.fullmatch(text_of(catalog.get("/Lang"))), "no /Lang")
    need(file.get(catalog.get("/ViewerPreferences", {})).get("/DisplayDocTitle") is True, "DisplayDocTitle is not set")
    need(file.get(catalog.get("/MarkInfo", {})).get("/Suspects", False) is False, "the tags are suspects")
    need("/ID" in file.trailer, "no /ID")
    forbidden = {"/AcroForm", "/OpenAction", "/AA", "/NeedsRendering", "/Requirements", "/Perms", "/OCProperties", "/Collection"}
    need("/Encrypt" not in file.trailer and not forbidden & set(catalog), "forbidden entries")
    need(not {"/JavaScript", "/AlternatePresentations"} & set(file.get(catalog.get("/Names", {}))), "forbidden names")


def check_bytes(file, path):
    """ISO 19005-2, 6.1.2 and 6.1.3: the first lines, and nothing behind the end."""
    with open(path, "rb") as stream:
        data = stream.read()
    file.need(re.match(rb"%PDF-1\.[0-7][\r\n]{1,2}%[\x80-\xff]{4}", data), "no header, or no bytes beyond ASCII behind it")
    file.need(re.search(rb"%%EOF[\r\n]{0,2}$", data), "something stands behind %%EOF")


def check_pages(pages):
    for page in pages:
        get = page.file.get
        page.need(page.dict.get("/Tabs") == "/S", "no /Tabs /S")
        page.need(not {"/AA", "/PresSteps", "/Trans"} & set(page.dict), "forbidden entries")
        x0, y0, x1, y1 = get(page.dict["/MediaBox"])
        page.need(3 <= x1 - x0 <= 14400 and 3 <= y1 - y0 <= 14400, "a size out of bounds")
        for state in get(get(page.dict["/Resources"]).get("/ExtGState", {})).values():
            page.need(not {"/TR", "/TR2", "/HTP", "/HTO"} & set(get(state)), "a graphics state with transfer functions")
            page.need(get(state).get("/BM", "/Normal") in BLEND_MODES, "a blend mode of its own")


def check_limits(file):
    """ISO 19005-2, 6.1.13, and the private use that 6.2.11.7 forbids without ActualText: ours has none at all."""
    def look(value, where):
        if isinstance(value, dict):
            for key, inner in value.items():
                file.need(len(key) < 128, f"{where}: a name is too long")
                look(inner, where)
        elif isinstance(value, list):
            for inner in value:
                look(inner, where)
        elif isinstance(value, str) and value[:2] in ("u:", "b:"):
            size = len(value[2:].encode("utf-16-be")) + 2 if value[0] == "u" else len(value) // 2
            file.need(size <= 32767, f"{where}: a string of {size} bytes")
            if value[0] == "u":
                file.need(not re.search("[\ue000-\uf8ff\U000f0000-\U0010ffff\x00-\x08]", value[2:]), f"{where}: {value[:60]!r} has private or control characters")
    for reference, entry in file.objects.items():
        look(entry.get("value", entry.get("stream", {}).get("dict")), reference)


def check_attachments(file, catalog, standard):
    """ISO 19005-3, 6.8: files are known by name and type, and belong to the document; -2 has none."""
    specs = [file.get(r) for r in file.get(catalog.get("/AF", []))]
    names = file.get(file.get(file.get(catalog.get("/Names", {})).get("/EmbeddedFiles", {})).get("/Names", []))
    if not standard.startswith("a-3"):
        file.need(not specs and not names, "files are attached")
        return
    file.need(len(names) == 2 * len(specs) and len(specs) >= 2, "source and tree are not both attached")
    for spec in specs:
        file.need(text_of(spec.get("/F")) and text_of(spec.get("/UF")) and text_of(spec.get("/Desc")), "a file without names")
        file.need(spec.get("/AFRelationship") in ("/Source", "/Data"), "a file without relationship")
        embedded = file.get(spec["/EF"]["/F"])
        file.need(re.fullmatch(r"/\w+/\w+", embedded.get("/Subtype", "")), f"a file of type {embedded.get('/Subtype')}")
        file.need("/ModDate" in embedded.get("/Params", {}), "a file without date")


def check_outline(file, item, depth=0):
    item = file.get(item)
    while item and depth < 64:
        file.need(text_of(item.get("/Title", "x")), "a bookmark has no title")
        if "/First" in item:
            check_outline(file, item["/First"], depth + 1)
        item = file.get(item.get("/Next"))


def check_images(file, pages):
    masked = False
    for value in file.objects.values():
        d = value.get("stream", {}).get("dict", {})
        if d.get("/Subtype") == "/Image":
            masked |= "/SMask" in d
            file.need(d.get("/ColorSpace") in ("/DeviceRGB", "/DeviceGray"), "an image's colour space needs another intent")
            file.need(not d.get("/Interpolate"), "an image is interpolated")
            file.need(d.get("/BitsPerComponent") in (1, 2, 4, 8, 16), "an image's bits")
            file.need(not {"/Alternates", "/OPI"} & set(d), "an image has alternates")
        file.need(d.get("/Subtype") != "/PS" and "/Ref" not in d, "an XObject that is forbidden")
        file.need(not {"/F", "/FFilter", "/FDecodeParms"} & set(d), "a stream in another file")
        file.need(not re.search("LZW|Crypt", str(d.get("/Filter"))), "a filter that is forbidden")
    if masked:
        file.need(any("/Group" in p.dict for p in pages), "transparency without a page group")


def page_references(file, node):
    value = file.get(node)
    if value.get("/Type") == "/Page":
        return [node]
    return [r for kid in value["/Kids"] for r in page_references(file, kid)]


def check(path, standard="a-2a"):
    file = File(path)
    catalog = file.get(file.trailer["/Root"])
    check_catalog(file, catalog)
    check_metadata(file, catalog, standard)
    pages = [Page(file, r, i) for i, r in enumerate(page_references(file, catalog["/Pages"]), 1)]
    check_bytes(file, path)
    check_pages(pages)
    check_images(file, pages)
    check_limits(file)
    check_attachments(file, catalog, standard)
    if "/Outlines" in catalog:
        check_outline(file, catalog["/Outlines"])
    used = {}
    for page in pages:
        for font, codes in page.used.items():
            used.setdefault(font, set()).update(codes)
    for reference, codes in used.items():
        Font.load(file, reference).check(codes)
    tree = Tree(file, pages)
    if file.need(tree.root, "no structure tree"):
        tree.check_roles()
        tree.walk()
        tree.check_headings()
        tree.check_tables()
        tree.check_parents()
    return file, tree


def main(arguments):
    standard, show = "a-2a", False
    while arguments and arguments[0].startswith("--"):
        option = arguments.pop(0)
        if option == "--text":
            show = True
        else:
            standard = arguments.pop(0)
    file, tree = check(arguments[0], standard)
    if show:
        for depth, kind, text, element in tree.order:
            extra = "".join(f" {k[1:]}={text_of(element[k])!r}" for k in ("/Alt", "/Lang", "/ActualText") if k in element)
            print("  " * depth + element["/S"][1:] + (f"({kind})" if element["/S"][1:] != kind else "") + extra, text)
    for fault in file.faults:
        print("FAULT", fault)
    return 1 if file.faults else 0


if __name__ == "__main__":
    sys.setrecursionlimit(10000)
    sys.exit(main(sys.argv[1:]))
