"""Trees to measure: ours and the baseline's, at any size, and how long each takes to build."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from conftest import ENGINE, NO_NOTICE

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
    return {**os.environ, **NO_NOTICE, "SITE_DATE": day}


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


# In between, since a child's peak begins with that of the process that starts it.
_METER = """import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=sys.stderr).returncode
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)"""


def build(tree: Tree, limit: float) -> tuple[float, float] | None:
    """Seconds and MiB at the peak (of the largest process) of a build, or None if it takes longer than `limit` seconds.

    Ends the program if the tree does not build.
    """
    shutil.rmtree(tree.site, ignore_errors=True)
    log = tree.root.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", _METER, *ENGINE, "build", "--site-dir", str(tree.site)],
            cwd=tree.root, env=environment(), stdout=subprocess.PIPE, stderr=output, start_new_session=True,
        )  # fmt: skip
        try:
            seconds, memory = map(float, process.communicate(timeout=limit)[0].split())
        except subprocess.TimeoutExpired:
            stop(process)
            shutil.rmtree(tree.site, ignore_errors=True)
            return None
        finally:
            stop(process)
    if process.returncode:
        sys.exit(f"Error: the tree {tree.name} does not build:\n{log.read_text(encoding='utf-8')[-2000:]}")
    return seconds, memory / (1024**2 if sys.platform == "darwin" else 1024)


def stop(process: subprocess.Popen) -> None:
    """End a process that leads a session, with all that it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
