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
SANITIZE = [word for word in os.environ.get("QAPRESS_FLAGS", "").split() if word.startswith("-fsanitize")]
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

    def pkg_config(self, *words, prefix=PREFIX):
        folder = next(prefix.rglob("qapress.pc")).parent
        return self.succeed("pkg-config", *words, "qapress", env={**os.environ, "PKG_CONFIG_PATH": os.fspath(folder)}).split()

    def check_example(self, program):
        said = self.succeed(program, WORK / "guide.epub")
        self.assertRegex(said, r"^A SMALL GUIDE: 2 questions on [2-9] pages, %PDF-$")
        self.assertTrue((WORK / "guide.epub").read_bytes().startswith(b"PK"))

    def test_example(self):
        library = next(PREFIX.rglob("libqapress.so")).parent
        self.succeed("cc", "-std=c11", *STRICT, *SANITIZE, EXAMPLE, "-o", WORK / "example",
                     *self.pkg_config("--cflags", "--libs"), f"-Wl,-rpath,{library}")
        self.check_example(WORK / "example")
        self.assertLessEqual(len(EXAMPLE.read_text(encoding="utf-8").splitlines()), 40)

    def test_example_static(self):
        """With names of its own that the library's modules use among themselves: nothing clashes."""
        own = WORK / "own.c"
        own.write_text("int arena_alloc(void);\nint arena_alloc(void) { return 1; }\nint buf_put;\nint run = 7;\n", encoding="utf-8")
        flags = ["-l:libqapress.a" if word == "-lqapress" else word for word in self.pkg_config("--static", "--cflags", "--libs")]
        self.assertIn("-l:libqapress.a", flags)
        self.succeed("cc", "-std=c11", *SANITIZE, EXAMPLE, own, "-o", WORK / "example-static", *flags)
        needed = self.succeed("readelf", "-d", WORK / "example-static") if shutil.which("readelf") else ""
        self.assertNotIn("libqapress", needed)

    def test_cmake_package(self):
        project = WORK / "project"
        shutil.rmtree(project, ignore_errors=True)
        project.mkdir()
        (project / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.21)\nproject(user C)\n"
            "find_package(qapress 0.1 REQUIRED COMPONENTS static)\n"
            f"foreach(kind qapress qapress_static)\n  add_executable(with_${{kind}} {EXAMPLE})\n"
            "  target_link_libraries(with_${kind} PRIVATE qapress::${kind})\nendforeach()\n", encoding="utf-8")
        flags = " ".join(SANITIZE)
        self.succeed("cmake", "-S", project, "-B", project / "build", f"-DCMAKE_PREFIX_PATH={PREFIX}", f"-DCMAKE_C_FLAGS={flags}")
        self.succeed("cmake", "--build", project / "build")
        self.check_example(project / "build" / "with_qapress")

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

    def test_archive_shows_the_same(self):
        archive, library = next(PREFIX.rglob("libqapress.a")), next(PREFIX.rglob("libqapress.so"))
        shown = [line.split()[-1] for line in self.succeed("nm", "-g", "--defined-only", archive).splitlines() if len(line.split()) == 3]
        dynamic = [line.split() for line in self.succeed("nm", "-D", "--defined-only", library).splitlines()]
        self.assertEqual(sorted(shown), sorted(words[-1].split("@")[0] for words in dynamic if words[-2] == "T"))

    def test_what_is_installed(self):
        """Manual pages, completions, schema, fonts with their licences, and no library but the public ones."""
        names = {os.fspath(path.relative_to(PREFIX)) for path in PREFIX.rglob("*")}
        for end in ("man1/qapress.1", "man3/qapress.3", "bash-completion/completions/qapress", "zsh/site-functions/_qapress",
                    "fish/vendor_completions.d/qapress.fish", "qapress.pc", "qapress-config.cmake", "/LICENSE"):
            self.assertTrue(any(name.endswith(end) for name in names), end)
        self.assertFalse([name for name in names if "internal" in name])
        for shell, place in (("bash", "bash-completion/completions/qapress"), ("zsh", "zsh/site-functions/_qapress"),
                             ("fish", "fish/vendor_completions.d/qapress.fish")):
            path = next(PREFIX.rglob(place))
            self.assertIn("--no-repair" if shell != "fish" else "-l no-repair", path.read_text(encoding="utf-8"))
            if shutil.which(shell):
                self.succeed(shell, "-n", path)

    def test_moved_elsewhere(self):
        moved = WORK / "moved"
        shutil.rmtree(moved, ignore_errors=True)
        shutil.copytree(PREFIX, moved, symlinks=True)
        (WORK / "small.txt").write_text(SMALL, encoding="utf-8")
        self.succeed(moved / "bin" / "qapress", "small.txt", cwd=WORK)
        self.assertTrue((WORK / "small.pdf").stat().st_size > 1000)
        flags = self.pkg_config("--cflags", "--libs", prefix=moved)
        self.assertEqual([word for word in flags if os.fspath(PREFIX) in word], [])
        self.assertEqual(sum(os.fspath(moved) in word for word in flags), 2, flags)
        (moved / "bin" / "qapress").rename(WORK / "alone")
        alone = run(WORK / "alone", "small.txt", cwd=WORK, env={**os.environ, "QAPRESS_DATA": os.fspath(moved / "share" / "qapress")})
        self.assertEqual(alone.returncode, 0, alone.stderr)


if __name__ == "__main__":
    unittest.main()
