"""The canonical Markdown read back gives the tree that it was written from, for the guides and the golden inputs, and
for a folder of other inputs when QAPRESS_CORPUS names one."""

import os
import re
import unittest

from pathlib import Path

from program import SOURCE, ProgramTest

CORPUS = os.environ.get("QAPRESS_CORPUS")
INPUTS = sorted([*SOURCE.glob("input/*"), *SOURCE.glob("tests/golden/*/input.*"), *(Path(CORPUS).iterdir() if CORPUS else [])])


def comparable(xml):
    """The tree without what may differ: places in the input, and the shape that it was recognised by."""
    return re.sub(r' (line|shape)="[^"]*"', "", xml.decode()).splitlines()


class RoundTrip(ProgramTest):
    def test_markdown_gives_the_same_tree(self):
        self.assertGreater(len(INPUTS), 10)
        for index, path in enumerate(INPUTS):
            with self.subTest(input=path.parent.name + "/" + path.name):
                markdown = self.folder / f"{index}.md"
                tree = self.run_ok("-t", "xml", "-o", "-", path).stdout
                markdown.write_bytes(self.run_ok("-t", "markdown", "-o", "-", path).stdout)
                again = self.run_ok("-t", "xml", "-o", "-", markdown).stdout
                self.assertEqual(comparable(tree), comparable(again))


if __name__ == "__main__":
    unittest.main()
