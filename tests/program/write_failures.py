"""Every write may fail: a file size limit cuts the outputs at one size after the other, and the old ones stay."""

import resource
import signal
import unittest

from program import FAILED, ProgramTest, leftovers


def limit_file_size(size):
    """For preexec_fn: writes beyond `size` fail with EFBIG, as a full disk fails with ENOSPC."""

    def apply():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return apply


class WriteFailures(ProgramTest):
    def check(self, kind):
        output = self.folder / f"small.{kind}"
        self.run_ok("-t", kind, "small.txt")
        full = output.stat().st_size
        output.write_bytes(b"old")
        step = max(1, full // 24)
        for size in sorted({0, 1, 3, *range(4, full, step), full - 1}):
            result = self.run_fails(
                FAILED, r"(?i)too large|no space|write", "-t", kind, "small.txt",
                preexec_fn=limit_file_size(size))
            self.assertEqual(output.read_bytes(), b"old", f"cut at {size}: {result.stderr}")
            self.assertEqual(leftovers(self.folder), [], f"cut at {size}")
        self.run_ok("-t", kind, "small.txt", preexec_fn=limit_file_size(full))
        self.assertEqual(output.stat().st_size, full)

    def test_pdf(self):
        self.check("pdf")

    def test_epub(self):
        self.check("epub")

    def test_xml(self):
        self.check("xml")


if __name__ == "__main__":
    unittest.main()
