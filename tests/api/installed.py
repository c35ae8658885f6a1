"""The library as a stranger meets it: installed, found by pkg-config, its header alone, and moved elsewhere."""

import os
import pathlib
import shutil
import subprocess
import unittest

from program import SMALL, SOURCE, WORK, fresh_folder

BUILD = pathlib.Path(os.environ["QAPRESS_BUILD"])
PREFIX = WORK / "prefix"
EXAMPLE = SOURCE / "tests" / "api" / "example.c"
STRICT = ("-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror")


def run(*arguments, **more):
    return subprocess.run([os.fspath(word) for word in arguments], capture_output=True, text=True, check=False, **more)


def setUpModule():
    fresh_folder()
    result = run("cmake", "--install", BUILD, "--prefix", PREFIX)
    if result.returncode != 0:
        raise RuntimeError(result.stderr)


class Installed(unittest.TestCase):
    def succeed(self, *arguments, **more):
        result = run(*arguments, **more)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout

    def flags(self):
        folder = next(PREFIX.rglob("qapress.pc")).parent
        return self.succeed("pkg-config", "--cflags", "--libs", "qapress", env={**os.environ, "PKG_CONFIG_PATH": os.fspath(folder)}).split()

    def test_example(self):
        library = next(PREFIX.rglob("libqapress.so")).parent
        sanitize = [word for word in os.environ.get("QAPRESS_FLAGS", "").split() if word.startswith("-fsanitize")]
        self.succeed("cc", "-std=c11", *STRICT, *sanitize, EXAMPLE, "-o", WORK / "example", *self.flags(), f"-Wl,-rpath,{library}")
        said = self.succeed(WORK / "example", WORK / "guide.epub")
        self.assertRegex(said, r"^A SMALL GUIDE: 2 questions on [2-9] pages, %PDF-$")
        self.assertTrue((WORK / "guide.epub").read_bytes().startswith(b"PK"))

    def test_header_stands_alone(self):
        header = PREFIX / "include" / "qapress" / "qapress.h"
        for compiler, language, standard in (("cc", "c", "c11"), ("cc", "c", "c17"), ("c++", "c++", "c++17")):
            if shutil.which(compiler):
                self.succeed(compiler, f"-std={standard}", *STRICT, "-fsyntax-only", "-x", language, header)

    def test_only_the_interface_is_seen(self):
        library = next(PREFIX.rglob("libqapress.so"))
        symbols = [line.split() for line in self.succeed("nm", "-D", "--defined-only", library).splitlines()]
        names = [words[-1] for words in symbols if words[-2] == "T"]
        self.assertTrue(names)
        for name in names:
            self.assertRegex(name, r"^qap_\w+@@QAPRESS_\d")
        header = (PREFIX / "include" / "qapress" / "qapress.h").read_text(encoding="utf-8")
        declared = {line.split("(")[0].split()[-1].lstrip("*") for line in header.splitlines() if line.startswith("QAP_API")}
        self.assertEqual({name.split("@")[0] for name in names}, declared)

    def test_moved_elsewhere(self):
        moved = WORK / "moved"
        shutil.rmtree(moved, ignore_errors=True)
        shutil.copytree(PREFIX, moved, symlinks=True)
        (WORK / "small.txt").write_text(SMALL, encoding="utf-8")
        self.succeed(moved / "bin" / "qapress", "small.txt", cwd=WORK)
        self.assertTrue((WORK / "small.pdf").stat().st_size > 1000)


if __name__ == "__main__":
    unittest.main()
