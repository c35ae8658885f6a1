"""Running the validators that live in npm packages, on the node that comes with them."""

import os
import platform
import shutil
import subprocess

from program import WORK

MODULES = os.path.join(os.environ["QAPRESS_VALIDATORS"], "node_modules")
PACKAGED_NODE = os.path.join(
    MODULES, "node-linux-" + {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), ""), "bin", "node")
# By its path: older npm makes no link to the program of an optional package. Where there is no package, the system's.
NODE = PACKAGED_NODE if os.access(PACKAGED_NODE, os.X_OK) else shutil.which("node")


def installed():
    return NODE is not None and os.path.isdir(MODULES)


def browser():
    """A Chromium or Chrome, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        for folder in os.environ["PATH"].split(":"):
            path = os.path.join(folder, name)
            if os.access(path, os.X_OK):
                return path
    return None


def node(script, *arguments, timeout=300):
    """Runs a script, with a home of its own; a script without a leading / is one of a package."""
    environment = {
        **os.environ, "HOME": str(WORK), "XDG_CONFIG_HOME": str(WORK / "config"), "XDG_CACHE_HOME": str(WORK / "cache"),
        "PUPPETEER_EXECUTABLE_PATH": browser() or "", "PATH": os.path.dirname(NODE) + ":" + os.environ["PATH"]}
    return subprocess.run(
        [NODE, os.path.join(MODULES, str(script)), *map(str, arguments)],
        cwd=WORK, env=environment, capture_output=True, timeout=timeout, check=False)
