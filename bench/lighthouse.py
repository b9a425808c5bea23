"""Lighthouse's four scores on a phone, from the version that package-lock.json locks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.trees import stop

HERE = Path(__file__).parent
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = ("home", "longest page", "most tables", "cheat sheets")


def missing() -> str | None:
    """Install Lighthouse if need be; what is missing for that, or None."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "Lighthouse is left out: node and npm are not installed"
    lock, stamp = HERE / "package-lock.json", HERE / "node_modules/.package-lock.json"
    if not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime:
        print("Installing Lighthouse ...", file=sys.stderr)
        done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"Lighthouse is left out: npm ci said {done.stderr.strip().splitlines()[-1:]}"
    return None


def score(address: str, chromium: str, folder: Path, limit: float) -> tuple[int, ...] | None:
    """The four scores (0 to 100) of the page at `address`, or None after `limit` seconds or a fault."""
    process = subprocess.Popen(
        ["node", str(HERE / "node_modules/lighthouse/cli/index.js"), address, "--quiet", "--output=json", "--output-path=stdout",
         f"--only-categories={','.join(CATEGORIES)}", "--no-enable-error-reporting", "--chrome-flags=--headless=new --no-sandbox --disable-gpu"],
        env={**os.environ, "CHROME_PATH": chromium, "TMPDIR": str(folder)}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        said = json.loads(process.communicate(timeout=limit)[0])
        return tuple(round(100 * said["categories"][name]["score"]) for name in CATEGORIES)
    except (subprocess.TimeoutExpired, ValueError, TypeError):  # too late, no report, or a report without a score
        return None
    finally:
        stop(process)  # and the browser that it started
