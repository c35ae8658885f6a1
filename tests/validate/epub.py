"""The seed's EPUB through EPUBCheck and Ace."""

import json
import unittest

from node_tool import browser, installed, node
from program import SEED, WORK, fresh_folder, qapress, skip

EPUB = WORK / "seed.epub"


def setUpModule():
    if not installed() or not browser():
        skip("the validators are not installed; ./test.sh does that")
    fresh_folder()
    result = qapress("-t", "epub", "-o", EPUB, SEED)
    if result.returncode != 0:
        raise RuntimeError(result.stderr.decode())


class Epub(unittest.TestCase):
    def test_epubcheck_says_nothing(self):
        """No error, warning, usage or info message."""
        report = WORK / "epubcheck.json"
        result = node("@likecoin/epubcheck-ts/bin/epubcheck.js", EPUB, "--usage", "--fail-on-warnings", "--json", report)
        output = (result.stdout + result.stderr).decode()
        self.assertEqual(result.returncode, 0, output)
        self.assertEqual(json.loads(report.read_text(encoding="utf-8"))["messages"], [], output)

    def test_ace_finds_no_violation(self):
        result = node("@daisy/ace-cli/bin/ace.js", "-E", "-f", "-o", WORK / "ace", EPUB)
        output = (result.stdout + result.stderr).decode()
        self.assertEqual(result.returncode, 0, output)
        report = json.loads((WORK / "ace" / "report.json").read_text(encoding="utf-8"))
        self.assertEqual(report["earl:result"]["earl:outcome"], "pass", output)


if __name__ == "__main__":
    unittest.main()
