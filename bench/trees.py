"""Trees to measure: ours and the baseline's, at any size, and how long each takes to build."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from bench import grow

ROOT = Path(__file__).parent.parent
# What the pages and their macros cannot do without; all else of the baseline is the theme's and the plugins' default.
KEPT = ("site_name", "site_description", "site_url", "markdown_extensions", "nav")
STOCK = """theme: {name: material, font: false}
plugins: [search, {macros: {module_name: macros, on_undefined: strict, on_error_fail: true}}]
"""


@dataclass(frozen=True)
class Tree:
    """A copy of the house at `root`, built into `site`."""

    name: str
    root: Path
    site: Path

    @property
    def built(self) -> bool:
        return (self.site / "index.html").exists()


def environment() -> dict[str, str]:
    day = subprocess.run(["git", "log", "-1", "--format=%cs"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    return {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "SITE_DATE": day}


def make(folder: Path, size: str) -> tuple[list[Tree], int]:
    """Our tree and the baseline's below `folder`, and how many pages each has; `size` is '10' (times) or '1001p' (pages)."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    trees = [Tree(name, folder / name, folder / f"{name}-site") for name in ("ours", "stock")]
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file() and not name.startswith(("bench/", "tests/")):
            (trees[0].root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, trees[0].root / name)
    services, once = (len(part) for part in grow.pages(ROOT))
    times = int(size[:-1]) / (services + once) if size.endswith("p") else float(size)
    count = grow.copies(times, services + once, once)
    grow.grow(trees[0].root, count)
    shutil.copytree(trees[0].root, trees[1].root)
    configuration = trees[1].root / "mkdocs.yml"
    configuration.write_text(stock(configuration.read_text(encoding="utf-8")), encoding="utf-8")
    return trees, services * count + once


def stock(configuration: str) -> str:
    """`mkdocs.yml` with the stock theme's defaults."""
    blocks = re.findall(r"^([a-z_]+):(.*\n(?:(?![a-z_]+:).*\n)*)", configuration.rstrip("\n") + "\n", re.MULTILINE)
    return STOCK + "".join(f"{key}:{block}" for key, block in blocks if key in KEPT)


def build(tree: Tree, limit: float) -> tuple[float, float] | None:
    """Seconds and MiB at the peak (of the largest process) of a build, or None if it takes longer than `limit` seconds.

    Ends the program if the tree does not build.
    """
    shutil.rmtree(tree.site, ignore_errors=True)
    log = tree.root.with_suffix(".log")
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(tree.site)],
            cwd=tree.root, env=environment(), stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        late = threading.Timer(limit, os.killpg, (process.pid, signal.SIGKILL))
        late.start()
        _, status, usage = os.wait4(process.pid, 0)  # the usage of this child alone
        took = time.perf_counter() - start
        late.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    if took >= limit:
        shutil.rmtree(tree.site, ignore_errors=True)
        return None
    if process.returncode:
        sys.exit(f"Error: the tree {tree.name} does not build:\n{log.read_text(encoding='utf-8')[-2000:]}")
    return took, usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
