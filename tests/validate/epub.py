"""The seed's EPUB through EPUBCheck and Ace, and what the seed's questions became in it."""

import json
import os
import subprocess
import unittest

from program import SEED, WORK, fresh_folder, qapress, skip

VALIDATORS = os.path.join(os.environ["QAPRESS_VALIDATORS"], "node_modules")
NODE = os.path.join(VALIDATORS, ".bin", "node")
EPUB = WORK / "seed.epub"


def browser():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        for folder in os.environ["PATH"].split(":"):
            path = os.path.join(folder, name)
            if os.access(path, os.X_OK):
                return path
    return None


def node(script, *arguments):
    environment = {**os.environ, "HOME": str(WORK), "XDG_CONFIG_HOME": str(WORK / "config"), "XDG_CACHE_HOME": str(WORK / "cache"),
                   "PUPPETEER_EXECUTABLE_PATH": browser() or "", "PATH": os.path.dirname(NODE) + ":" + os.environ["PATH"]}
    return subprocess.run(
        [NODE, os.path.join(VALIDATORS, script), *map(str, arguments)],
        cwd=WORK, env=environment, capture_output=True, timeout=300, check=False)


def setUpModule():
    if not os.access(NODE, os.X_OK):
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
        self.assertEqual(json.loads(report.read_text(encoding="utf-8")).get("messages"), [], output)

    def test_ace_finds_no_violation(self):
        if browser() is None:
            skip("no Chromium here")
        result = node("@daisy/ace-cli/bin/ace.js", "-E", "-f", "-o", WORK / "ace", EPUB)
        output = (result.stdout + result.stderr).decode()
        self.assertEqual(result.returncode, 0, output)
        report = json.loads((WORK / "ace" / "report.json").read_text(encoding="utf-8"))
        self.assertEqual(report["earl:result"]["earl:outcome"], "pass", output)


if __name__ == "__main__":
    unittest.main()
