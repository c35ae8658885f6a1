"""The recipe for Slurm, run for real: a cluster of one node on the loopback interface, with a munge of its own."""

import getpass
import os
import pathlib
import socket
import subprocess
import tempfile
import unittest

from books import Daemons, check_books, make_guides
from program import PROGRAM, SOURCE, fresh_folder

CONFIG = """ClusterName=books
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={run}/munge.socket
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation={run}/state
SlurmdSpoolDir={run}/spool
SlurmctldPidFile={run}/slurmctld.pid
SlurmdPidFile={run}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
NodeName=books NodeHostname=localhost NodeAddr=127.0.0.1 Port={ports[1]} CPUs=4
PartitionName=all Nodes=books Default=YES State=UP
"""


def free_ports(n):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


class Slurm(unittest.TestCase):
    def setUp(self):
        self.folder = fresh_folder()
        temporary = tempfile.TemporaryDirectory()  # a socket's path may have a hundred bytes: not below the work folder
        self.addCleanup(temporary.cleanup)
        run = pathlib.Path(temporary.name)
        for name in ("state", "spool"):
            (run / name).mkdir()
        (run / "slurm.conf").write_text(CONFIG.format(run=run, user=getpass.getuser(), ports=free_ports(2)))
        (run / "munge.key").write_bytes(os.urandom(1024))
        (run / "munge.key").chmod(0o600)
        self.environment = {**os.environ, "SLURM_CONF": str(run / "slurm.conf"),
                            "PATH": f"{os.path.dirname(PROGRAM)}:/usr/sbin:{os.environ['PATH']}"}
        daemons = Daemons(self, run, self.environment)
        daemons.start("munged", "--foreground", "--force", f"--socket={run}/munge.socket", f"--key-file={run}/munge.key",
                      f"--log-file={run}/munged.log", f"--pid-file={run}/munged.pid", f"--seed-file={run}/munge.seed")
        daemons.wait((run / "munge.socket").exists)
        daemons.start("slurmctld", "-D")
        daemons.start("slurmd", "-D", "-N", "books")
        daemons.wait(lambda: "idle" in self.command("sinfo", "--noheader", "--format=%T").stdout)

    def command(self, *words):
        return subprocess.run(words, env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=300,
                              check=False)

    def test_array_makes_every_book_and_one_report(self):
        names = make_guides(self.folder / "guides", 10)
        result = self.command("bash", str(SOURCE / "docs/recipes/slurm-array.sh"), "guides", "books", "4")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        check_books(self, self.folder, names)


if __name__ == "__main__":
    unittest.main()
