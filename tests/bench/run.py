#!/usr/bin/env python3
"""How fast, how small, how much memory, beside other programs in the same run. Prints tables; judges nothing.

    tests/bench/run.py [--build build/release] [--sizes 1,10,100] [--runs 5] [--peers htmldoc,typst,pandoc,ebook-convert]

CPU is user and system time of the whole process in seconds, the least of the runs, which take turns, so that what
else the machine does falls on all alike; memory is the peak of the largest process. qapress runs with -j1. A growth of
1.00 from one size to the next means time in proportion to the input.

The peers get the same text from the same tree, as HTML or as Typst's markup, and are left out where they are not:
  htmldoc   Debian's package; contents and bookmarks, fonts embedded whole, no tags
  pandoc, ebook-convert (Calibre)
            Debian's packages; an EPUB, with contents
  typst     0.14 with tags, through node: npm install --prefix FOLDER @myriaddreamin/typst-ts-node-compiler@0.7.0, and
            NODE_PATH=FOLDER/node_modules
The floors are what libdeflate's level 6 needs for the page streams of our PDF alone, and for the text as HTML in
pieces of 16 KB (where a peer has asked for the HTML). --sizes 1,100,1000 takes long where
the peers are many: give --peers= to race none.
"""

import argparse
import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
SEED = HERE.parent.parent / "input" / "ai-ml-engineer-interview.txt"
HTMLDOC = ["htmldoc", "--quiet", "--book", "--charset", "utf-8", "--embedfonts", "--links", "--toclevels", "3",
           "--size", "a4", "--bodyfont", "helvetica", "--headfootsize", "9", "-t", "pdf14"]
PATIENCE = 60  # seconds for all runs of one command after its first


def measure(tool, command, cwd):
    result = subprocess.run([tool, *map(str, command)], cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    cost = json.loads(result.stderr.decode(errors="replace").strip().splitlines()[-1])
    return cost if cost["status"] in (0, 3) else None


def race(tool, commands, runs, cwd):
    """The cheapest run of each command; they take turns."""
    best, spent = {}, dict.fromkeys(commands, 0.0)
    for _ in range(runs):
        for what, (command, _) in commands.items():
            if spent[what] > PATIENCE or (what in best and best[what] is None):
                continue
            cost = measure(tool, command, cwd)
            if what not in best or cost is None or cost["cpu_us"] < best[what]["cpu_us"]:
                best[what] = cost
            spent[what] += cost["wall_us"] / 1e6 if cost else 0
    return best


def row(name, size, cost, output):
    if cost is None:
        print(f"{name:28} {size:>5}  failed")
        return
    length = output.stat().st_size if output and output.exists() else 0
    print(f"{name:28} {size:>5}  {cost['cpu_us'] / 1e6:9.3f} s  {cost['wall_us'] / 1e6:9.3f} s"
          f"  {cost['rss_kb'] / 1024:8.1f} MB  {length / 1024:9.0f} KB", flush=True)


def figure(name, size, value):
    print(f"{name:46} {size:>5}  {value}", flush=True)


def page_streams(pdf):
    """The content streams of a PDF of ours, unpacked."""
    for found in re.finditer(rb"\n\d+ 0 obj\n<<\n?([^\n]*?)>>\nstream\n", pdf):
        length = re.search(rb"/Length (\d+)", found.group(1))
        if b"FlateDecode" not in found.group(1) or b"/Type" in found.group(1) or not length:
            continue
        stream = zlib.decompress(pdf[found.end():found.end() + int(length.group(1))])
        if b" Tf\n" in stream or b" Tf(" in stream or b" Tf[" in stream:
            yield stream


def floor(tool, pdf, work):
    pieces = list(page_streams(pdf.read_bytes()))
    (work / "pages").write_bytes(b"".join(pieces))
    (work / "lengths").write_text("".join(f"{len(piece)}\n" for piece in pieces))
    return json.loads(subprocess.run([tool, work / "pages", work / "lengths"], capture_output=True, check=True).stdout)


def floor_of_text(tool, page, work):
    """What compressing the text as HTML costs, in the pieces of 16 KB that a book's files might be."""
    size = page.stat().st_size
    (work / "lengths").write_text("16384\n" * (size // 16384) + f"{size % 16384}\n")
    return json.loads(subprocess.run([tool, page, work / "lengths"], capture_output=True, check=True).stdout)


def growth(costs, sizes):
    pairs = [(a, b) for a, b in zip(sizes, sizes[1:]) if costs.get(a) and costs.get(b)]
    return "  ".join(f"x{a} to x{b}: {math.log(costs[b]['cpu_us'] / costs[a]['cpu_us']) / math.log(b / a):.2f}" for a, b in pairs)


def write_through(script, tree, output):
    with open(output, "wb") as file:
        subprocess.run([sys.executable, HERE / script], stdin=open(tree, "rb"), stdout=file, check=True)


def peers(program, guide, work, wanted):
    """The commands of the peers that are here, with their inputs made."""
    tree, found = work / "peers.xml", {}
    subprocess.run([program, "-q", "-t", "xml", "-o", tree, guide], check=True)
    if "htmldoc" in wanted and shutil.which("htmldoc"):
        write_through("tree_to_html.py", tree, work / "guide.html")
        found["htmldoc"] = ([*HTMLDOC, "-f", work / "h.pdf", work / "guide.html"], work / "h.pdf")
    books = {"pandoc": ["pandoc", "-f", "html", "--toc", "--toc-depth=3", "-t", "epub3", "-o", work / "pandoc.epub", work / "guide.html"],
             "ebook-convert": ["ebook-convert", work / "guide.html", work / "ebook-convert.epub", "--epub-version", "3"]}
    for name, command in books.items():
        if name in wanted and shutil.which(name):
            write_through("tree_to_html.py", tree, work / "guide.html")
            found[name] = (command, work / f"{name}.epub")
    package = pathlib.Path(os.environ.get("NODE_PATH", "")) / "@myriaddreamin" / "typst-ts-node-compiler"
    if "typst" in wanted and shutil.which("node") and package.is_dir():
        write_through("tree_to_typst.py", tree, work / "guide.typ")
        found["typst"] = (["node", HERE / "typst.cjs", work / "guide.typ", work / "t.pdf"], work / "t.pdf")
    return found


def ratios(size, costs, guide, pdf, work, build):
    ours = costs["qapress -t pdf"]
    if not ours:
        return
    for peer in ("htmldoc", "typst"):
        if costs.get(peer):
            figure(f"PDF: CPU of qapress / {peer}", size, f"{ours['cpu_us'] / costs[peer]['cpu_us']:.3f}")
    for peer in ("pandoc", "ebook-convert"):
        if costs.get(peer) and costs["qapress -t epub"]:
            figure(f"EPUB: CPU of qapress / {peer}", size, f"{costs['qapress -t epub']['cpu_us'] / costs[peer]['cpu_us']:.4f}")
    if (work / "guide.html").exists() and costs["qapress -t epub"]:
        text = floor_of_text(build / "tests" / "bench_floor", work / "guide.html", work)
        figure("EPUB: CPU of qapress / libdeflate of the text", size, f"{costs['qapress -t epub']['cpu_us'] / text['cpu_us']:.2f}")
    pages = floor(build / "tests" / "bench_floor", pdf, work)
    figure("PDF: CPU of qapress / libdeflate of its pages", size, f"{ours['cpu_us'] / pages['cpu_us']:.2f}")
    figure("PDF: page streams, bytes a page", size, f"{pages['bytes'] / pages['pieces']:.0f} in {pages['pieces']} pages")
    memory = (ours["rss_kb"] * 1024 - 30e6) / guide.stat().st_size
    figure("PDF: memory beyond 30 MB, bytes a byte of input", size, f"{memory:.1f}")


def bench(size, options, work):
    build = options.build.resolve()
    program, guide = build / "qapress", work / f"guide{size}.txt"
    subprocess.run([sys.executable, HERE / "make_guide.py", SEED, str(size), guide], check=True)
    commands = {"qapress --check": ([program, "-j1", "--check", guide], None)}
    for kind in ("xml", "epub", "pdf"):
        output = work / f"o.{kind}"
        commands[f"qapress -t {kind}"] = ([program, "-j1", "-q", "-t", kind, "-o", output, guide], output)
    commands |= peers(program, guide, work, options.peers.split(","))
    costs = race(build / "tests" / "bench_measure", commands, options.runs, work)
    for what, (_, output) in commands.items():
        row(what, size, costs[what], output)
    ratios(size, costs, guide, work / "o.pdf", work, build)
    if (build / "tests" / "bench_stages").exists():
        subprocess.run([build / "tests" / "bench_stages", guide], check=False)
    return costs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=HERE.parent.parent / "build" / "release", type=pathlib.Path)
    parser.add_argument("--sizes", default="1,10,100")
    parser.add_argument("--runs", default=5, type=int)
    parser.add_argument("--peers", default="htmldoc,typst")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    everything = {}
    with tempfile.TemporaryDirectory(prefix="qapress-bench-") as name:
        print(f"{'what':28} {'size':>5}  {'CPU':>11}  {'wall':>11}  {'memory':>11}  {'output':>12}")
        for size in sizes:
            for what, cost in bench(size, options, pathlib.Path(name)).items():
                everything.setdefault(what, {})[size] = cost
    print("\nGrowth of CPU time (exponent)")
    for what, costs in everything.items():
        print(f"{what:28} {growth(costs, sizes)}")


if __name__ == "__main__":
    main()
