"""What the manual, --help and the completions say: all that there is, and nothing else."""

import re
import shutil
import subprocess
import unittest

from program import SMALL, SOURCE, ProgramTest, qapress

PAGE = (SOURCE / "docs" / "qapress.1").read_text(encoding="utf-8")
API_PAGE = (SOURCE / "docs" / "qapress.3").read_text(encoding="utf-8")


class Manual(ProgramTest):
    def help(self):
        return self.run_ok("--help").stdout.decode()

    def options(self):
        return re.findall(r"(?m)^  (?:-\w, |    )--([a-z-]+)", self.help())

    def formats(self):
        return re.search(r"there are (.*)", qapress("-t", "nowhere-near", "small.txt").stderr.decode()).group(1).split(", ")

    def test_options(self):
        options = self.options()
        self.assertGreater(len(options), 30)
        self.assertEqual(len(options), len(set(options)))
        described = re.findall(r"(?m)^\.It (Fl .*)$", PAGE)
        named = [name for line in described for name in re.findall(r"-([a-z-]{2,})", line)]
        self.assertEqual(sorted(named), sorted(options), "each once in the manual, and no other")

    def test_formats(self):
        formats = self.formats()
        self.assertIn("html", formats)
        listed = re.search(r"(?s)\.It Fl t , -to.*?\.It", PAGE).group(0)
        self.assertEqual(re.findall(r"(?m)^\.Cm (\w+) [,;]$", listed), formats)
        for text in (self.help(), (SOURCE / "README.md").read_text(encoding="utf-8")):
            for name in formats:
                self.assertRegex(text, rf"\b{name}\b")

    def test_references(self):
        """Each page names the others."""
        for number, text in ((1, PAGE), (3, API_PAGE), (5, (SOURCE / "docs" / "qapress.5").read_text(encoding="utf-8"))):
            others = re.findall(r"\.Xr qapress (\d)", text.split(".Sh SEE ALSO")[1])
            self.assertEqual(sorted(map(int, others)), [n for n in (1, 3, 5) if n != number])

    def test_functions(self):
        header = (SOURCE / "include" / "qapress" / "qapress.h").read_text(encoding="utf-8")
        declared = re.findall(r"(?m)^QAP_API .*?\b(qap_\w+)\(", header)
        self.assertGreater(len(declared), 20)
        for name in declared:
            self.assertRegex(API_PAGE, rf"\.Fn {name}\b", name)
        for name in re.findall(r"(?m)^    (QAP_[A-Z_]+)[,= ]", header.split("qap_status;")[0]):
            self.assertIn(name, API_PAGE)

    def test_repairs_and_shapes(self):
        rules = re.findall(r'X\(R_\w+, "([a-z-]+)"|"([a-z-]+)"', (SOURCE / "src" / "base" / "repairs.h").read_text(encoding="utf-8"))
        for name in {first or second for first, second in rules}:
            if qapress("--no-repair", name, "--check", "small.txt").returncode == 0:
                self.assertRegex(PAGE, rf"(?m)^\.It Cm {name}$")

    def test_diagnostics(self):
        """Whatever can be hidden or made to fail a run is in the manual."""
        table = (SOURCE / "src" / "base" / "diag_codes.h").read_text(encoding="utf-8")
        codes = re.findall(r'X\(\w+, DIAG_(?:NOTE|WARNING), "([a-z-]+)"', table)
        self.assertGreater(len(codes), 20)
        self.assertEqual([code for code in codes if f"\n.It Cm {code}\n" not in PAGE], [])

    def test_manual_is_sound(self):
        if not shutil.which("mandoc"):
            return
        for name in ("qapress.1", "qapress.3", "qapress.5"):
            said = subprocess.run(["mandoc", "-T", "lint", "-W", "error", SOURCE / "docs" / name], capture_output=True, check=False)
            self.assertEqual((said.returncode, said.stdout), (0, b""))

    def completed(self, line):
        """What bash would offer for a line."""
        script = (f"source <(cat {self.folder}/completion.bash); COMP_WORDBREAKS=$' \\t\\n\"=;|&(:'; words=({line}); "
                  "COMP_WORDS=(\"${words[@]}\"); COMP_CWORD=$((${#words[@]}-1)); compopt() { :; }; _qapress; printf '%s\\n' \"${COMPREPLY[@]}\"")
        result = subprocess.run(["bash", "-c", script], cwd=self.folder, capture_output=True, text=True, check=False)
        self.assertEqual(result.stderr, "")
        return result.stdout.split("\n")[:-1]

    def test_bash_completes(self):
        (self.folder / "completion.bash").write_bytes(self.run_ok("--completion", "bash").stdout)
        (self.folder / "two words.txt").write_text(SMALL, encoding="utf-8")
        (self.folder / "grey.yaml").write_text("", encoding="utf-8")
        self.assertEqual(self.completed("qapress --no-re"), ["--no-repair"])
        self.assertEqual(self.completed("qapress --to ep"), ["epub"])
        self.assertEqual(self.completed("qapress -t '' "), self.formats())
        self.assertEqual(self.completed("qapress --paper = le"), ["letter", "legal"])
        self.assertEqual(sorted(self.completed("qapress --style gr")), ["grey", "grey.yaml"])
        self.assertEqual(self.completed("qapress two"), ["two words.txt"])
        self.assertEqual(self.completed("qapress --jobs x"), [""])
        self.assertIn("number-gap", self.completed("qapress --no-warn number"))
        self.assertEqual(sorted(self.completed("qapress --")), sorted("--" + name for name in self.options()))

    def test_other_shells(self):
        """They take their scripts, and know every option and format."""
        for shell in ("zsh", "fish"):
            path = self.folder / f"completion.{shell}"
            path.write_bytes(self.run_ok("--completion", shell).stdout)
            text = path.read_text(encoding="utf-8")
            for name in self.options():
                self.assertIn(f"--{name}" if shell == "zsh" else f" -l {name} ", text)
            for name in self.formats():
                self.assertIn(name, text)
            if shutil.which(shell):
                self.assertEqual(subprocess.run([shell, "-n", path], capture_output=True, check=False).returncode, 0)
        if shutil.which("fish"):
            script = f"source {self.folder}/completion.fish; complete -C 'qapress --to ep'"
            said = subprocess.run(["fish", "-c", script], capture_output=True, text=True, check=True, env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin"})
            self.assertIn("epub", said.stdout)


if __name__ == "__main__":
    unittest.main()
