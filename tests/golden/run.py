#!/usr/bin/env python3
"""Runs golden cases: folders with an input and what the program must make of it (see README.md beside this file)."""

import argparse
import difflib
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SCHEMA = HERE.parent.parent / "src" / "export" / "tree.rng"


def run(program, case, arguments):
    """The program's outcome with the case's folder as the current one, so that only bare names are printed."""
    options_file = case / "options"
    options = options_file.read_text(encoding="utf-8").split("\n") if options_file.exists() else []
    command = [program, *filter(None, options), *arguments, find_input(case).name]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    return subprocess.run(command, cwd=case, env=environment, capture_output=True, timeout=120, check=False)


def find_input(case):
    inputs = sorted(case.glob("input.*"))
    if len(inputs) != 1:
        sys.exit(f"{case.name}: one input.* expected, {len(inputs)} found")
    return inputs[0]


def produce(program, case):
    """What the program says of the case: file name → bytes."""
    tree = run(program, case, ["-q", "-t", "xml", "-o", "-"])
    explained = run(program, case, ["--check", "--explain"])
    for result in (tree, explained):
        if result.returncode < 0 or result.returncode > 3:
            sys.exit(f"{case.name}: died with {result.returncode}\n{result.stderr.decode(errors='replace')}")
    outcome = f"exit {explained.returncode}\n".encode() if explained.returncode else b""
    return {"tree.xml": tree.stdout, "diagnostics.txt": explained.stdout + explained.stderr + outcome}


def update(case, actual):
    for name, content in actual.items():
        path = case / name
        if content:
            path.write_bytes(content)
        elif path.exists():
            path.unlink()


def compare(case, actual):
    """Prints how the case differs; True when it does not."""
    same = True
    for name, content in actual.items():
        path = case / name
        expected = path.read_bytes() if path.exists() else b""
        if content != expected:
            same = False
            lines = [data.decode(errors="backslashreplace").splitlines() for data in (expected, content)]
            print("\n".join(difflib.unified_diff(*lines, f"{case.name}/{name}", "the program's", lineterm="")))
    return same


def validate(case, tree):
    """The tree conforms to its schema."""
    if not tree:
        return True
    result = subprocess.run(["xmllint", "--noout", "--nonet", "--relaxng", SCHEMA, "-"], input=tree, capture_output=True, check=False)
    if result.returncode != 0:
        print(f"{case.name}: tree.xml is not valid:\n{result.stderr.decode(errors='replace')[:4000]}")
    return result.returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, type=os.path.abspath)
    parser.add_argument("--update", action="store_true", help="write what the program says now")
    parser.add_argument("cases", nargs="*", help="names of cases; without any: all")
    options = parser.parse_args()
    names = options.cases or sorted(path.parent.name for path in HERE.glob("*/input.*"))
    failed = []
    for name in names:
        case = HERE / name
        actual = produce(options.program, case)
        if options.update:
            update(case, actual)
        good = compare(case, actual)
        if not (validate(case, actual["tree.xml"]) and good):
            failed.append(name)
    print(f"{len(names) - len(failed)} of {len(names)} golden cases as expected" + "".join(f"\n  not: {name}" for name in failed))
    sys.exit(1 if failed or not names else 0)


if __name__ == "__main__":
    main()
