"""The same input gives the same bytes: run after run, whatever -j, the folder, the locale, the time zone or the clock."""

import hashlib
import os
import subprocess
import unittest

from program import SEED, WORK, ProgramTest

FORMATS = ("pdf", "epub", "xml")


class Reproducible(ProgramTest):
    def digests(self, name, *arguments, environment=None):
        folder = self.folder / name
        folder.mkdir()
        (folder / "guide.txt").write_bytes(SEED.read_bytes())
        self.run_ok("-t", ",".join(FORMATS), *arguments, "guide.txt", cwd=folder, env={**os.environ, **(environment or {})})
        return {kind: hashlib.sha256((folder / f"guide.{kind}").read_bytes()).hexdigest() for kind in FORMATS}

    def test_runs_and_jobs(self):
        first = self.digests("first")
        self.assertEqual(self.digests("second"), first)
        for jobs in (1, 2, 7):
            self.assertEqual(self.digests(f"jobs{jobs}", "-j", str(jobs)), first, f"-j {jobs}")

    def test_surroundings(self):
        first = self.digests("plain")
        for name, value in (("TZ", "Asia/Kathmandu"), ("LC_ALL", "C"), ("COLUMNS", "40"), ("TMPDIR", "/"), ("NO_COLOR", "1")):
            self.assertEqual(self.digests(name, environment={name: value}), first, f"{name}={value}")

    def test_decimal_comma(self):
        """A locale that writes 0,5 for one half, made here where the system lacks it."""
        place = WORK / "locale"
        place.mkdir()
        subprocess.run(
            ["localedef", "-i", "de_DE", "-f", "UTF-8", "--no-archive", place / "de_DE.UTF-8"],
            check=False, capture_output=True)
        comma = {"LOCPATH": os.fspath(place), "LC_ALL": "de_DE.UTF-8"}
        shown = subprocess.run(["printf", "%.1f", "0,5"], env={**os.environ, **comma}, capture_output=True, check=False)
        self.assertEqual(shown.stdout, b"0,5", "the locale is not in force")
        self.assertEqual(self.digests("comma", environment=comma), self.digests("point", environment={"LC_ALL": "C"}))

    def test_source_date_epoch(self):
        dated = {"SOURCE_DATE_EPOCH": "1700000000"}
        first = self.digests("dated", environment=dated)
        self.assertEqual(self.digests("again", environment=dated), first)
        undated = self.digests("undated")
        self.assertNotEqual(first["pdf"], undated["pdf"])
        self.assertNotEqual(first["epub"], undated["epub"])


if __name__ == "__main__":
    unittest.main()
