"""Install a list of packages into a virtual environment, and show how far it is. Needs nothing but Python.

    python3 requirements/install.py .venv requirements/site.txt

pip shows a bar for each download, and nothing while it installs, which takes longer.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

WIDTH, INTERVAL = 30, 5  # of the bar, in characters; of lines where no bar can be drawn, in seconds
TERMINAL = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def run(command: list[str], progress: Callable[[str], tuple[float, str]]) -> None:
    """Run the command, and show `progress(its output so far)` meanwhile: a fraction, and a text.

    Ends the program with the command's last error, if it fails.
    """
    start = shown = time.monotonic()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        while True:
            has_ended = process.poll() is not None
            # Not by seek: the command writes at the same offset.
            output = os.pread(log.fileno(), os.fstat(log.fileno()).st_size, 0).decode(errors="replace")
            fraction, text = progress(output)
            now = time.monotonic()
            if TERMINAL:
                bar = "#" * int(WIDTH * fraction)
                print(f"\r  [{bar:<{WIDTH}}] {text}, {now - start:.0f} s\033[K", end="\n" * has_ended, flush=True)
            elif has_ended or now > shown + INTERVAL:
                print(f"  {text}, {now - start:.0f} s", flush=True)
                shown = now
            if has_ended:
                break
            time.sleep(0.2)
    if process.returncode:
        errors = re.findall(r"^(?:ERROR|Error): (.+)", output, re.MULTILINE)
        hint = "; the package index did not answer" if "WARNING: Retrying" in output else ""
        sys.exit(f"Error: {errors[-1] if errors else ' '.join(output.split())}{hint}")


def main() -> None:
    environment, packages = map(Path, sys.argv[1:])
    total = len(re.findall(r"^[\w.-]+==", packages.read_text(encoding="utf-8"), re.MULTILINE))
    print(f"Installing the {total} packages of {packages} into {environment}/ ...", flush=True)
    pip = environment / "bin/pip"
    if not pip.exists():
        run([sys.executable, "-m", "venv", "--clear", str(environment)], lambda _: (0, "making the environment"))

    def installed() -> int:
        return sum(1 for _ in environment.glob("lib/python*/site-packages/*.dist-info"))

    before = installed()

    def progress(output: str) -> tuple[float, str]:
        present = output.count("Requirement already satisfied: ") + output.count("Ignoring ")  # of another system
        fetched = present + output.count("Collecting ")
        if "Installing collected packages: " not in output:
            return fetched / total / 2, f"{fetched} of {total} fetched"
        done = total if "Successfully installed" in output else present + max(0, installed() - before)
        return (total + done) / total / 2, f"{done} of {total} installed"

    options = ["--disable-pip-version-check", "--progress-bar=off", "--require-hashes"]
    run([str(pip), "install", *options, "-r", str(packages)], progress)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nAborted!")
