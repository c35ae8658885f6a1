"""The recipe for GNU parallel, run for real: two "hosts", both an sshd of our own on the loopback interface."""

import getpass
import os
import pathlib
import socket
import subprocess
import tempfile
import unittest

from books import Daemons, check_books, make_guides
from program import PROGRAM, SOURCE, fresh_folder

CONFIG = """Port {port}
ListenAddress 127.0.0.1
HostKey {run}/host
AuthorizedKeysFile {run}/user.pub
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PidFile {run}/sshd.pid
SetEnv PATH={path}
"""


class Parallel(unittest.TestCase):
    def test_each_host_converts_a_shard(self):
        folder = fresh_folder()
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        run = pathlib.Path(temporary.name)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        for key in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", run / key], check=True)
        path = f"{os.path.dirname(PROGRAM)}:{os.environ['PATH']}"
        (run / "sshd_config").write_text(CONFIG.format(port=port, run=run, path=path))
        daemons = Daemons(self, run, os.environ)
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)
        daemons.start("/usr/sbin/sshd", "-D", "-e", "-f", run / "sshd_config")
        daemons.wait(lambda: self.listens(port))

        ssh = (f"ssh -i {run}/user -p {port} -o StrictHostKeyChecking=no -o UserKnownHostsFile={run}/known "
               f"-o LogLevel=ERROR -l {getpass.getuser()}")
        (folder / "hosts").write_text("# two of them\n" + "".join(f"1/{ssh} {host}\n" for host in ("127.0.0.1", "localhost")))
        names = make_guides(folder / "guides", 7)
        result = subprocess.run(
            ["bash", SOURCE / "docs/recipes/parallel.sh", "hosts", "guides", "books"], cwd=folder, capture_output=True,
            text=True, timeout=300, check=False, env={**os.environ, "PATH": path, "HOME": str(run)})
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertEqual(len(list((folder / "books" / "reports").glob("*.xml"))), 2)
        check_books(self, folder, names)

    @staticmethod
    def listens(port):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            return False


if __name__ == "__main__":
    unittest.main()
