"""Bad inputs and bad surroundings: a clear message, the right exit status, the old output untouched."""

import os
import pathlib
import unittest

from program import DONE, FAILED, USAGE, ProgramTest, leftovers, qapress


class BadInput(ProgramTest):
    def check(self, name, message, status=FAILED):
        """The input fails with a message that names it, and an output of an earlier run stays as it was."""
        stem = pathlib.Path(name).stem
        old = {}
        for suffix in (".pdf", ".epub"):
            path = self.folder / (stem + suffix)
            path.write_bytes(b"old " + suffix.encode())
            old[path] = path.read_bytes()
        result = self.run_fails(status, message, name)
        self.assertIn(name.encode(), result.stderr)
        self.assertEqual(result.stdout, b"")
        for path, content in old.items():
            self.assertEqual(path.read_bytes(), content, f"{path.name} was touched")
        self.assertEqual(leftovers(self.folder), [])

    def test_missing_file(self):
        self.check("nowhere.txt", r"(?i)no such file|not found|cannot (open|read)")

    def test_empty_file(self):
        (self.folder / "empty.txt").write_bytes(b"")
        self.check("empty.txt", r"(?i)empty|no question")

    def test_blank_file(self):
        (self.folder / "blank.txt").write_bytes(b"\n \t\n\r\n")
        self.check("blank.txt", r"(?i)empty|no question")

    def test_binary_file(self):
        (self.folder / "binary.txt").write_bytes(bytes(range(256)) * 64)
        self.check("binary.txt", r"(?i)binary|not text|no question")

    def test_fonts_and_sheets(self):
        """What an option names is there, and is what it should be."""
        (self.folder / "bad.css").write_bytes(b"p { color: red }\xff")
        self.run_fails(FAILED, r"cannot read nowhere: No such file", "--font-path=nowhere", "small.txt")
        self.run_fails(FAILED, r"cannot read small\.txt: Not a directory", "--font-path=small.txt", "small.txt")
        self.run_fails(FAILED, r"cannot read bad\.css: it is not UTF-8 text", "--css=bad.css", "small.txt")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["bad.css", "small.txt"])

    def test_no_question(self):
        (self.folder / "prose.txt").write_text("Rain fell.\n\nThen it stopped.\n", encoding="utf-8")
        self.check("prose.txt", r"(?i)no question")

    def test_unreadable_file(self):
        path = self.folder / "secret.txt"
        path.write_text("Q1\tWhat?\nANS\tThis.\n", encoding="utf-8")
        path.chmod(0)
        if os.access(path, os.R_OK):
            self.skipTest("root reads everything")
        self.check("secret.txt", r"(?i)permission")

    def test_names_with_blanks_and_dashes(self):
        for name in ("two words.txt", "-dash.txt", "line\nbreak.txt", "ümlaut.txt"):
            (self.folder / name).write_bytes((self.folder / "small.txt").read_bytes())
            self.run_ok("--", name)
            self.assertTrue((self.folder / name).with_suffix(".pdf").stat().st_size > 0)

    def test_name_that_is_not_utf8(self):
        name = os.fsdecode(b"caf\xe9.txt")
        (self.folder / name).write_bytes((self.folder / "small.txt").read_bytes())
        self.run_ok(name)
        self.assertTrue((self.folder / os.fsdecode(b"caf\xe9.epub")).stat().st_size > 0)


class BadOutput(ProgramTest):
    def test_folder_is_missing(self):
        self.run_fails(FAILED, r"(?i)no such file|cannot|does not exist", "-o", "nowhere/book.pdf", "small.txt")

    def test_output_is_a_folder(self):
        (self.folder / "small.pdf").mkdir()
        self.run_fails(FAILED, r"small\.pdf", "-t", "pdf", "small.txt")
        self.assertEqual(list((self.folder / "small.pdf").iterdir()), [])

    def test_read_only_folder(self):
        place = self.folder / "locked"
        place.mkdir()
        place.chmod(0o555)
        if os.access(place, os.W_OK):
            self.skipTest("root writes everywhere")
        self.run_fails(FAILED, r"(?i)permission", "-o", "locked/", "small.txt")

    def test_full_device(self):
        for kind in ("pdf", "epub", "xml"):
            self.run_fails(FAILED, r"(?i)no space", "-t", kind, "-o", "/dev/full", "small.txt")

    def test_full_standard_output(self):
        with open("/dev/full", "wb") as full:
            import subprocess

            from program import PROGRAM

            result = subprocess.run(
                [PROGRAM, "-t", "xml", "-o", "-", "small.txt"],
                cwd=self.folder, stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(result.returncode, FAILED)
        self.assertRegex(result.stderr.decode(), r"(?i)no space")

    def test_fractions_of_seconds(self):
        """A timeout may be shorter than a second; a run that it ends says so."""
        (self.folder / "large.txt").write_text("".join(f"Q{i}: What is {i}?\nA: That.\n" for i in range(100000)), encoding="utf-8")
        self.run_fails(FAILED, r"stopped before it was done, for its --timeout is over", "--timeout=0.01", "-t", "pdf", "large.txt")
        self.assertEqual(leftovers(self.folder), [])

    def test_one_bad_of_three(self):
        (self.folder / "other.txt").write_bytes((self.folder / "small.txt").read_bytes())
        self.run_fails(FAILED, r"nowhere\.txt", "small.txt", "nowhere.txt", "other.txt")
        for name in ("small.pdf", "small.epub", "other.pdf", "other.epub"):
            self.assertTrue((self.folder / name).stat().st_size > 0, name)


class Usage(ProgramTest):
    def test_mistakes(self):
        """Each message says what is wrong, and what there is instead."""
        for arguments, message in (
            ([], "no input: name a text"),
            (["--papr", "a5", "small.txt"], "unknown option --papr; did you mean --paper?"),
            (["-t", "docx", "small.txt"], "unknown format 'docx'; there are pdf, epub, "),
            (["-o"], "-o needs a value: PATH"),
            (["-f", "no-such-shape", "small.txt"], "unknown input 'no-such-shape'; there are plain, markdown, html, org, mediawiki, dokuwiki, jira, asciidoc, rst, tagged, "),
            (["--paper", "a99", "small.txt"], "unknown paper 'a99'; a name like a4, "),
            (["-M", "no-equals-sign", "small.txt"], "'no-equals-sign' is no KEY=VALUE"),
            (["--no-repair=no-such-rule", "small.txt"], "unknown repair 'no-such-rule'; there are page-break, "),
            (["--timeout=half", "small.txt"], "'half' is no number of seconds, as 30 or 0.5"),
            (["--timeout=.5", "small.txt"], "'.5' is no number of seconds"),
            (["-t", "pdf,epub", "-o", "-", "small.txt"], "standard output takes one format"),
            (["small.txt", "small.txt", "-o", "one.pdf"], "one.pdf is one file and there are 2 inputs"),
            (["-t", "pdf", "-o", "small.txt", "small.txt"], "small.txt is the input and would be overwritten"),
            (["-t", "pdf", "small.pdf"], "small.pdf is no text: extract its text first"),
        ):
            with self.subTest(arguments=arguments):
                if "small.pdf" in arguments:
                    (self.folder / "small.pdf").write_bytes(b"%PDF-1.7")
                result = self.run_fails(USAGE, r"\S", *arguments)
                self.assertIn(message, result.stderr.decode())
                if "small.pdf" not in arguments:
                    self.assertEqual([path.name for path in self.folder.iterdir()], ["small.txt"])

    def test_environment(self):
        """A mistake in a variable is told by the variable's name."""
        result = qapress("small.txt", cwd=self.folder, env={**os.environ, "SOURCE_DATE_EPOCH": "now"})
        self.assertEqual(result.returncode, USAGE)
        self.assertIn(b"SOURCE_DATE_EPOCH: 'now' is no time", result.stderr)

    def test_help_and_version(self):
        self.assertIn(b"--output", self.run_ok("--help").stdout)
        self.assertRegex(self.run_ok("--version").stdout.decode(), r"^qapress \d+\.\d+")

    def test_success_is_quiet(self):
        result = self.run_ok("small.txt")
        self.assertEqual((result.stdout, result.stderr), (b"", b""))

    def test_check_writes_nothing(self):
        self.run_ok("--check", "small.txt")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["small.txt"])

    def test_standard_input_and_output(self):
        text = (self.folder / "small.txt").read_bytes()
        self.assertTrue(self.run_ok("-t", "pdf", "-o", "-", "-", stdin=text).stdout.startswith(b"%PDF-"))
        self.assertTrue(self.run_ok("-t", "epub", "-o", "-", "-", stdin=text).stdout.startswith(b"PK\x03\x04"))
        self.assertTrue(self.run_ok("-t", "xml", "-o", "-", "-", stdin=text).stdout.startswith(b"<?xml"))

    def test_output_places(self):
        self.run_ok("-o", "book.pdf", "small.txt")
        self.assertTrue((self.folder / "book.pdf").read_bytes().startswith(b"%PDF-"))
        (self.folder / "out").mkdir()
        self.run_ok("-o", "out/", "small.txt")
        self.assertEqual(sorted(path.name for path in (self.folder / "out").iterdir()), ["small.epub", "small.pdf"])


if __name__ == "__main__":
    unittest.main()
