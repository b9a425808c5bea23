"""Find a Chromium for the tests, or install one; `python tests/browser.py` does it and prints the path.

In this order: the one that CHROMIUM names; an installed headless shell, which takes half the processor time of a
browser that could show a window; Debian's package of it through apt-get, where nobody need be asked; an installed
Chromium or Chrome; Playwright's own download; else an error that names the cure.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
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
    if chosen := os.environ.get("CHROMIUM"):
        if path := shutil.which(chosen):
            return path
        raise NoBrowser(f"CHROMIUM={chosen} is no program; {CURE}")
    for name in (*SHELLS, *NAMES, *APPS):
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        bundled = playwright.chromium.executable_path
    return bundled if Path(bundled).exists() else None


def install() -> str:
    """The path of a browser, installed if need be. Raises `NoBrowser` when every way fails."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    needs_shell = "CHROMIUM" not in os.environ and not any(map(shutil.which, SHELLS))
    if needs_shell and shutil.which("apt-get") and all(map(shutil.which, sudo[:1])):
        apt = [*sudo, "apt-get", "-o", "Acquire::http::Timeout=10", "-o", "Acquire::Retries=0"]
        run([*apt, "update"])
        run([*apt, "install", "-y", SHELLS[0]])
    if not find():
        run([sys.executable, "-m", "playwright", "install", "chromium"])
    if path := find():
        return path
    raise NoBrowser(f"no browser found and none could be installed; {CURE}")


def run(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    """Run the command; what it says of its progress goes to standard error, as standard output is the path."""
    print(f"Installing a browser for the tests: {' '.join(command)}", file=sys.stderr, flush=True)
    try:
        return subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr, timeout=600)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1)


if __name__ == "__main__":
    try:
        print(f"Browser: {install()}")
    except NoBrowser as error:
        sys.exit(f"Error: {error}")
