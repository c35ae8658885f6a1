"""What every recipe for many machines has to come to: a book for each guide, the bytes of a single run, one report."""

import os
import subprocess
import time
import xml.etree.ElementTree as ElementTree

from program import qapress


def make_guides(folder, n):
    """Writes n texts into a new folder; the names without suffix."""
    folder.mkdir(parents=True)
    for i in range(n):
        (folder / f"guide {i}.txt").write_text(f"Q: What is {i} + 1?\nA: It is {i + 1}.\n\nQ: And {i} + 2?\nA: {i + 2}.\n")
    return [f"guide {i}" for i in range(n)]


def check_books(test, folder, names):
    """`folder` holds guides/ and what a recipe made of it: books/ with books/report.xml."""
    single = qapress("-q", "-o", "single/", "guides", cwd=folder)
    test.assertEqual(single.returncode, 0, single.stderr)
    for name in names:
        for suffix in ("pdf", "epub"):
            book = folder / "books" / f"{name}.{suffix}"
            test.assertTrue(book.exists(), f"{book} is missing")
            test.assertEqual(book.read_bytes(), (folder / "single" / book.name).read_bytes(), book)
    suites = ElementTree.parse(folder / "books" / "report.xml").getroot().findall("testsuite")
    cases = [case.get("name") for suite in suites for case in suite.findall("testcase")]
    test.assertEqual(cases, sorted(cases))
    test.assertEqual(sorted(case.rsplit("/", 1)[-1] for case in cases), sorted(f"{name}.txt" for name in names))


class Daemons:
    """Servers that a test needs, in the foreground; each is ended by its process id when the test is done."""

    def __init__(self, test, logs, environment):
        self.test, self.logs, self.environment = test, logs, environment

    def start(self, *command):
        log = open(self.logs / f"{os.path.basename(command[0])}.out", "wb")
        process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        self.test.addCleanup(self._end, process, log)

    @staticmethod
    def _end(process, log):
        process.terminate()
        process.wait(30)
        log.close()

    def wait(self, condition, seconds=60):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                logs = [path.read_text(errors="replace")[-2000:] for path in self.logs.glob("*.out")]
                self.test.fail("not up after a minute:\n" + "\n".join(logs))
            time.sleep(0.1)
