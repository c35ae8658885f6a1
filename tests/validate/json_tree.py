"""The JSON form of the tree against its schema: the golden inputs, the guides, and trees that must not pass."""

import json
import pathlib
import unittest

from node_tool import MODULES, installed, node
from program import SOURCE, ProgramTest, skip

SCHEMA = SOURCE / "src" / "export" / "tree.schema.json"
INPUTS = sorted([*SOURCE.glob("input/*"), *SOURCE.glob("tests/golden/*/input.*")])


class JsonTree(ProgramTest):
    def faults(self, *files):
        result = node(pathlib.Path(__file__).with_name("json_schema.cjs").resolve(), MODULES, SCHEMA, *files)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        return result.stdout.decode()

    def test_trees_keep_the_schema(self):
        self.assertGreater(len(INPUTS), 10)
        files = [self.folder / f"{index}.json" for index in range(len(INPUTS))]
        for path, file in zip(INPUTS, files):
            file.write_bytes(self.run_ok("-t", "json", "-o", "-", path).stdout)
        self.assertEqual(self.faults(*files), "")

    def test_schema_finds_faults(self):
        text = self.run_ok("-t", "json", "-o", "-", INPUTS[0]).stdout.decode()
        for index, (right, wrong) in enumerate([('"type": "p"', '"type": "para"'), ('"tight": true', '"tight": false'), ('"lang": "en", ', "")]):
            self.assertIn(right, text)
            file = self.folder / f"bad-{index}.json"
            file.write_text(text.replace(right, wrong), encoding="utf-8")
            json.loads(file.read_text(encoding="utf-8"))
            self.assertNotEqual(self.faults(file), "", right)


if __name__ == "__main__":
    if not installed():
        skip("the validators are not installed; ./test.sh does that")
    unittest.main()
