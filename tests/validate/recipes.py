"""The recipes that no engine here can run: the steps of the GitHub one by hand, the Kubernetes one by its schema, and
the command of each pod."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest

from books import check_books, make_guides
from node_tool import MODULES, installed, node
from program import PROGRAM, SOURCE, fresh_folder, skip

RECIPES = SOURCE / "docs" / "recipes"
read = {}


def setUpModule():
    if not installed():
        skip("the validators are not installed; ./test.sh does that")
    fresh_folder()
    result = node(pathlib.Path(__file__).with_name("recipes.mjs").resolve(), MODULES, RECIPES)
    if result.returncode != 0:
        raise RuntimeError(result.stderr.decode())
    read.update(json.loads(result.stdout))


def shell(folder, script, **environment):
    path = f"{os.path.dirname(PROGRAM)}:{os.environ['PATH']}"
    return subprocess.run(["sh", "-e", "-c", script], cwd=folder, env={**os.environ, **environment, "PATH": path},
                          capture_output=True, text=True, timeout=120, check=False)


class Github(unittest.TestCase):
    """Runs what a runner would: each `run` of each job of the matrix, with its expressions replaced."""

    def test_matrix_makes_every_book_and_one_report(self):
        folder = fresh_folder()
        names = make_guides(folder / "guides", 9)
        jobs = read["github"]["jobs"]
        shards = jobs["convert"]["strategy"]["matrix"]["shard"]
        self.assertEqual(shards, list(range(1, len(shards) + 1)))
        for shard in shards:
            self.run_steps(folder, jobs["convert"], {"matrix.shard": shard, "strategy.job-total": len(shards)})
        self.assertEqual(jobs["report"]["needs"], "convert")
        self.run_steps(folder, jobs["report"], {})
        shutil.move(folder / "report.xml", folder / "books")
        check_books(self, folder, names)

    def run_steps(self, folder, job, values):
        for step in job["steps"]:
            script = re.sub(r"\$\{\{ *(.*?) *\}\}", lambda match: str(values[match[1]]), step.get("run", ""))
            result = shell(folder, script, GITHUB_STEP_SUMMARY=str(folder / "summary.md"))
            self.assertEqual(result.returncode, 0, script + result.stderr)


class Kubernetes(unittest.TestCase):
    def test_manifest_is_what_the_schema_asks(self):
        self.assertEqual(read["faults"], "")
        self.assertIn("completions", read["found"])

    def test_pods_make_every_book(self):
        folder = fresh_folder()
        names = make_guides(folder / "guides", 11)
        spec = read["kubernetes"]["spec"]
        container = spec["template"]["spec"]["containers"][0]
        claims = {mount["mountPath"] for mount in container["volumeMounts"]}
        self.assertEqual(claims, {"/guides", "/books"})
        self.assertEqual(container["command"][:2], ["/bin/sh", "-c"])
        command = re.sub(r"(?<=[ =])/(?=guides|books)", "", container["command"][2])
        self.assertNotIn(" /", command)
        for index in range(spec["completions"]):
            result = shell(folder, command, JOB_COMPLETION_INDEX=str(index))
            self.assertEqual(result.returncode, 0, command + result.stderr)
        merged = shell(folder, "qapress --merge-reports=books/report.xml books/reports/*.xml")
        self.assertEqual(merged.returncode, 0, merged.stderr)
        check_books(self, folder, names)


if __name__ == "__main__":
    unittest.main()
