"""Find a Chromium for the tests, or install one; `python tests/browser.py` does it and prints the path.

In this order: the one that CHROMIUM names; an installed Chromium or Chrome;
Debian's package through apt-get, where that is possible; Playwright's own
download; else an error that names the cure.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
CURE = "install Chromium or Chrome, or name one: CHROMIUM=/path/to/chromium make test"


class NoBrowser(Exception):
    """No browser is to be had; the text names the cure."""


def find() -> str | None:
    """The path of a browser that is there, or None. Raises `NoBrowser` if CHROMIUM names none."""
    if named := os.environ.get("CHROMIUM"):
        found = shutil.which(named)
        if not found:
            raise NoBrowser(f"CHROMIUM={named} is no program; {CURE}")
        return found
    for name in (*NAMES, *APPS):
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install() -> str:
    """The path of a browser, installed if need be. Raises `NoBrowser` when every way fails."""
    if found := find():
        return found
    tried = []
    if shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
        if not sudo or shutil.which("sudo"):
            for step in (["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]):
                done = run([*sudo, *step])
            tried.append(f"apt-get said {done.returncode}")
    if not find():
        done = run([sys.executable, "-m", "playwright", "install", "chromium"])
        tried.append(f"playwright install said {done.returncode}")
    if found := find():
        return found
    raise NoBrowser(f"no browser found and none could be installed ({'; '.join(tried)}); {CURE}")


def run(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    """Run the command; what it says of its progress goes to standard error, as standard output is the path."""
    print(f"Installing a browser for the tests: {' '.join(command)}", file=sys.stderr, flush=True)
    return subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr)


if __name__ == "__main__":
    try:
        print(f"Browser: {install()}")
    except NoBrowser as error:
        sys.exit(f"Error: {error}")
