"""What the tests of the whole program share: running it, and looking at what it wrote.

The environment says where things are: QAPRESS (the program), QAPRESS_SOURCE (the source tree), QAPRESS_WORK (a folder
of this test's own). CTest sets them all.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

PROGRAM = os.environ["QAPRESS"]
SOURCE = pathlib.Path(os.environ["QAPRESS_SOURCE"])
WORK = pathlib.Path(os.environ["QAPRESS_WORK"])
SEED = SOURCE / "input" / "ai-ml-engineer-interview.txt"

DONE, FAILED, USAGE, FAIL_ON_MET = 0, 1, 2, 3  # exit statuses of the contract

SMALL = """SMALL GUIDE

Q1\tWhat is a stack?
ANS\tA stack gives back first what was put in last.
Q2\tWhat is a queue?
ANS\tA queue gives back first what was put in first.
"""

# The smallest PNG, of one grey pixel.
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c636000000002000148afa4710000000049454e44ae426082")


def qapress(*arguments, stdin=b"", **more):
    """Runs the program; the result has returncode, stdout and stderr, both as bytes."""
    more.setdefault("cwd", WORK)
    more.setdefault("timeout", 120)
    return subprocess.run([PROGRAM, *map(os.fspath, arguments)], input=stdin, capture_output=True, check=False, **more)


def fresh_folder():
    """Empties the folder of this test and gives its path."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    return WORK


def leftovers(folder):
    """The names in a folder that look like a half-written output."""
    return [path.name for path in folder.rglob("*") if re.search(r"\.(pdf|epub|xml)\.\w+$|\.tmp|^\.", path.name)]


class ProgramTest(unittest.TestCase):
    """A test case that starts in an empty folder with small.txt in it."""

    def setUp(self):
        self.folder = fresh_folder()
        (self.folder / "small.txt").write_text(SMALL, encoding="utf-8")

    def run_ok(self, *arguments, **more):
        result = qapress(*arguments, **more)
        self.assertEqual(result.returncode, DONE, result.stderr.decode(errors="replace"))
        return result

    def run_fails(self, status, message, *arguments, **more):
        """Runs to a failure: this exit status, and a message on stderr that matches."""
        result = qapress(*arguments, **more)
        text = result.stderr.decode(errors="replace")
        self.assertEqual(result.returncode, status, f"{arguments}: {text}")
        self.assertRegex(text, message)
        self.assertNotRegex(text, r"Sanitizer|runtime error", text)
        return result


def skip(why):
    """Says why and ends the whole test as skipped; as failed under ./test.sh, which installs whatever a test needs."""
    print(f"skipped: {why}")
    sys.exit(1 if os.environ.get("QAPRESS_SKIP_NOTHING") else 77)
