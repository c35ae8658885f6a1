#!/usr/bin/env python3
"""What is loaded at the start: not the libraries that only some jobs need, which are loaded when they are."""

import os
import pathlib
import shutil
import subprocess
import unittest

from program import PROGRAM, ProgramTest

LATER = ("libzip", "libxml2", "libicuuc", "libicui18n", "libyaml", "libjpeg", "libhyphen", "libcrypto")


@unittest.skipUnless((pathlib.Path(os.environ["QAPRESS_BUILD"]) / "CMakeFiles" / "qapress_delay.dir").is_dir(),
                     "all libraries are loaded at the start on this system")
class Libraries(ProgramTest):
    def loaded(self, *arguments):
        environment = {**os.environ, "LD_DEBUG": "files", "LD_DEBUG_OUTPUT": str(self.folder / "loaded")}
        subprocess.run([PROGRAM, *arguments], cwd=self.folder, env=environment, capture_output=True, check=True)
        return "".join(log.read_text() for log in self.folder.glob("loaded.*"))

    @unittest.skipUnless(shutil.which("readelf"), "readelf is not installed")
    def test_few_libraries_are_needed(self):
        needed = subprocess.run(["readelf", "-d", PROGRAM], capture_output=True, check=True, text=True).stdout
        for name in LATER:
            self.assertNotIn(name, needed, "list its functions in src/delay/delay.h")

    def test_a_pdf_loads_few(self):
        (self.folder / "dashes.txt").write_text("1. What is a \u201cqueue\u201d \u2192 here?\nA list \u2014 na\u00efve, first in, first out.\n")
        loaded = self.loaded("-q", "-t", "pdf", "dashes.txt")
        for name in LATER:
            self.assertNotIn(name, loaded)

    def test_what_a_job_needs_is_loaded(self):
        self.assertIn("libzip", self.loaded("-q", "-t", "epub", "small.txt"))
        self.assertTrue((self.folder / "small.epub").read_bytes().startswith(b"PK"))


if __name__ == "__main__":
    unittest.main()
