"""SARIF logs against the schema of version 2.1.0: of a clean run, of a run with everything in it, of odd file names."""

import json
import pathlib
import unittest
import urllib.parse

from node_tool import MODULES, installed, node
from program import DONE, FAILED, SEED, SMALL, WORK, ProgramTest, skip

GAP = "Q1. What?\nA: That, (1) one. (2) two. (3) three.\nQ9. Who?\n\nQ9. Why \u00e9\u00e9 [x](y.png)?\nA: TODO\n"


class Sarif(ProgramTest):
    def log(self, name, status, *arguments):
        result = self.run_fails(status, r"\S", "--diagnostics", "sarif", *arguments)
        path = self.folder / name
        path.write_bytes(result.stderr)
        return json.loads(result.stderr)

    def faults(self, *names):
        result = node(pathlib.Path(__file__).with_name("sarif.cjs").resolve(), MODULES, *[self.folder / name for name in names])
        self.assertEqual(result.stderr, b"")
        self.assertEqual(result.returncode, 0)
        return result.stdout.decode()

    def test_schema(self):
        (self.folder / "gap.txt").write_text(GAP, encoding="utf-8")
        names = ["a b%,:#?&.txt", "li\nne.txt", "\u00fcml\u00e4ut.txt", b"by\xfftes.txt", "--dashes.txt"]
        for name in names:
            with open((str(self.folder).encode() + b"/" + (name if isinstance(name, bytes) else name.encode())), "w", encoding="utf-8") as file:
                file.write(GAP)
        clean = self.log("clean.sarif", DONE, "-t", "json", "small.txt")
        self.assertEqual(clean["runs"][0]["results"], [])
        self.log("all.sarif", FAILED, "--check", "--explain", SEED, "gap.txt", "nowhere.txt", "-")
        odd = self.log("odd.sarif", DONE, "--check", "--explain", "--", *names)
        self.assertEqual(self.faults("clean.sarif", "all.sarif", "odd.sarif"), "")
        found = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in odd["runs"][0]["results"]}
        self.assertEqual({urllib.parse.unquote_to_bytes(uri) for uri in found},
                         {name if isinstance(name, bytes) else name.encode() for name in names})
        (self.folder / "bad.sarif").write_text(json.dumps({**clean, "version": "2.0.0"}), encoding="utf-8")
        self.assertIn("version", self.faults("bad.sarif"), "the schema does find something")

    def test_places(self):
        """Lines and columns, in code points, name what the message is about."""
        text = "Q1. What \u00e9\u00e9 is\u00a0it?\nA: That.\nQ9. Who?\nA: She.\n"
        (self.folder / "gap.txt").write_text(text, encoding="utf-8")
        run = self.log("gap.sarif", DONE, "--check", "gap.txt")["runs"][0]
        self.assertEqual(run["columnKind"], "unicodeCodePoints")
        gap = [result for result in run["results"] if result["ruleId"] == "number-gap"][0]
        region = gap["locations"][0]["physicalLocation"]["region"]
        self.assertEqual((region["startLine"], region["startColumn"]), (3, 1))
        self.assertEqual(run["tool"]["driver"]["rules"][gap["ruleIndex"]]["id"], "number-gap")


if __name__ == "__main__":
    if not installed():
        skip("the validators are not installed; ./test.sh does that")
    unittest.main()
