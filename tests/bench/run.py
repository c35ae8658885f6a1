#!/usr/bin/env python3
"""How fast, how much memory, beside HTMLDOC in the same run. Prints a table and ratios; judges nothing.

    tests/bench/run.py [--build build/release] [--sizes 1,10,100] [--runs 5]

CPU is user and system time of the whole process in seconds, the least of the runs; memory the peak in MB. A growth of
1.00 from one size to the next means time in proportion to the input.
"""

import argparse
import json
import math
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SEED = HERE.parent.parent / "input" / "ai-ml-engineer-interview.txt"
HTMLDOC = ["htmldoc", "--quiet", "--book", "--charset", "utf-8", "--embedfonts", "--links", "--toclevels", "3",
           "--size", "a4", "--bodyfont", "helvetica", "--headfootsize", "9", "-t", "pdf14"]


def measure(tool, runs, command, cwd):
    """The run with the least CPU time; at most about twenty seconds in all."""
    best, spent = None, 0.0
    for _ in range(runs):
        result = subprocess.run([tool, *map(str, command)], cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
        cost = json.loads(result.stderr.decode(errors="replace").strip().splitlines()[-1])
        if cost["status"] not in (0, 3):
            return None
        best = cost if best is None or cost["cpu_us"] < best["cpu_us"] else best
        spent += cost["wall_us"] / 1e6
        if spent > 20:
            break
    return best


def row(name, size, cost, output):
    if cost is None:
        print(f"{name:28} {size:>5}  failed")
        return
    length = output.stat().st_size if output and output.exists() else 0
    print(f"{name:28} {size:>5}  {cost['cpu_us'] / 1e6:9.3f} s  {cost['wall_us'] / 1e6:9.3f} s"
          f"  {cost['rss_kb'] / 1024:8.1f} MB  {length / 1024:9.0f} KB", flush=True)


def growth(costs, sizes):
    pairs = [(a, b) for a, b in zip(sizes, sizes[1:]) if costs.get(a) and costs.get(b)]
    return "  ".join(f"x{a} to x{b}: {math.log(costs[b]['cpu_us'] / costs[a]['cpu_us']) / math.log(b / a):.2f}" for a, b in pairs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=HERE.parent.parent / "build" / "release", type=pathlib.Path)
    parser.add_argument("--sizes", default="1,10,100")
    parser.add_argument("--runs", default=5, type=int)
    options = parser.parse_args()
    build = options.build.resolve()
    sizes = [int(size) for size in options.sizes.split(",")]
    tool, program = build / "tests" / "bench_measure", build / "qapress"
    everything = {}
    with tempfile.TemporaryDirectory(prefix="qapress-bench-") as name:
        work = pathlib.Path(name)
        print(f"{'what':28} {'size':>5}  {'CPU':>11}  {'wall':>11}  {'memory':>11}  {'output':>12}")
        for size in sizes:
            guide = work / f"guide{size}.txt"
            subprocess.run([sys.executable, HERE / "make_guide.py", SEED, str(size), guide], check=True)
            commands = {
                "qapress --check": ([program, "--check", guide], None),
                "qapress -t xml": ([program, "-t", "xml", "-o", work / "o.xml", guide], work / "o.xml"),
                "qapress -t epub": ([program, "-t", "epub", "-o", work / "o.epub", guide], work / "o.epub"),
                "qapress -t pdf": ([program, "-t", "pdf", "-o", work / "o.pdf", guide], work / "o.pdf"),
            }
            if shutil.which("htmldoc"):
                page = work / "guide.html"
                with open(page, "wb") as file, subprocess.Popen([program, "-q", "-t", "xml", "-o", "-", guide], stdout=subprocess.PIPE) as tree:
                    subprocess.run([sys.executable, HERE / "tree_to_html.py"], stdin=tree.stdout, stdout=file, check=True)
                commands["htmldoc"] = ([*HTMLDOC, "-f", work / "h.pdf", page], work / "h.pdf")
            for what, (command, output) in commands.items():
                cost = measure(tool, options.runs, command, work)
                everything.setdefault(what, {})[size] = cost
                row(what, size, cost, output)
            pdf, peer = everything["qapress -t pdf"].get(size), everything.get("htmldoc", {}).get(size)
            if pdf and peer:
                print(f"{'PDF: qapress / htmldoc':28} {size:>5}  {pdf['cpu_us'] / peer['cpu_us']:9.3f}")
            stages = build / "tests" / "bench_stages"
            if stages.exists():
                subprocess.run([stages, guide], check=False)
            reading = build / "tests" / "bench_read"
            if reading.exists():
                subprocess.run([reading, guide], check=False)
    print("\nGrowth of CPU time (exponent)")
    for what, costs in everything.items():
        print(f"{what:28} {growth(costs, sizes)}")


if __name__ == "__main__":
    main()
