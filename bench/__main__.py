"""Measure what the site costs readers and authors; prints medians (and ranges) of all runs in one table.

    make bench                             today's tree, and the same pages in the stock theme
    make bench RUNS=1 PARTS=weight,search  less of it

Needs Linux, for the processor time of a running server.
"""

import argparse
import gzip
import math
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import Browser, TimeoutError

from bench import browse
from publish import links

ROOT = Path(__file__).parent.parent
TIMEOUT = 60  # seconds that a result or a save is waited for
IDLE_SECONDS = 60  # seconds
CPU_SLOWDOWN = 4  # times, as a phone's processor
# The same pages and macros in the stock theme; an empty folder takes the place of our templates.
STOCK = """INHERIT: mkdocs.yml
theme: {custom_dir: stock, palette: {primary: indigo, accent: indigo}}
extra_css: []
extra_javascript: []
hooks: []
strict: false
"""
PAGE = "ecr/"  # it shows a table and a picture
# What is saved: the first of these files that has the pattern, and what takes its place.
EDITS = {
    "page": ("docs/ecr/index.md", r"^(# .+\n+)", r"\1MARK. "),
    "data": ("data/**/ecr-scanning.yml", r"^(caption: .+)", r"\1 MARK"),
    "picture": ("images/**/ecr-flow.svg", r"</text>", " MARK</text>"),
    "macro code": ("macros/**/*.py", r"</caption>", " MARK</caption>"),
    "style": ("overrides/assets/notes.css", r"\Z", '\n.md-typeset h1::after { content: " MARK"; }\n'),
}
IS_SHOWN = """mark => document.body?.textContent.includes(mark) || (document.querySelector('h1')
    && getComputedStyle(document.querySelector('h1'), '::after').content.includes(mark))"""
Measures = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Tree:
    """A copy of the repository at `root`, built into `site`."""

    root: Path
    site: Path
    config: str = "mkdocs.yml"

    def mkdocs(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start mkdocs in the tree."""
        day = subprocess.check_output(["git", "log", "-1", "--format=%cs"], cwd=ROOT, text=True).strip()
        command = [sys.executable, "-m", "mkdocs", *arguments, "--quiet", "--config-file", str(self.root / self.config)]
        return subprocess.Popen(command, cwd=self.root, env={**os.environ, "SITE_DATE": day})


def build(tree: Tree, runs: int, browser: Browser) -> Measures:
    """Time and peak memory of a build in a process of its own."""
    measured = []
    for _ in range(runs):
        start = time.perf_counter()
        process = tree.mkdocs("build", "--site-dir", str(tree.site))
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"Error: {tree.root}: the build ended with {os.waitstatus_to_exitcode(status)}, expected a site")
        measured.append((time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6))
    names = ("build: s", "build: s of processor", "build: MB at its peak")
    yield from zip(names, map(format_median, zip(*measured, strict=True)), strict=True)


def weight(tree: Tree, runs: int, browser: Browser) -> Measures:
    """kB and requests of a first visit to the heaviest page of each part of the site; how soon the heaviest paints."""
    groups = re.findall(r"^([\w-]+):", (tree.root / "data/areas.yml").read_text(encoding="utf-8"), re.MULTILINE)
    services = [path.name for path in (tree.root / "data").iterdir() if path.is_dir()]
    kinds = dict.fromkeys(services, "a service") | dict.fromkeys(groups, "a group")
    heaviest: dict[str, str] = {}
    for path in sorted(set(links.addresses(tree.site).values()), key=sent_size):
        url = path.relative_to(tree.site).as_posix().removesuffix("index.html")
        part = url.partition("/")[0]
        heaviest[kinds.get(part, part or "home")] = url
    with browse.serve(tree.site) as address:
        for part, url in heaviest.items():
            with browser.new_context() as context:
                requests = browse.visit(context.new_page(), address + url)
            sizes = {"HTML": 0.0, "JS": 0.0, "CSS": 0.0, "other": 0.0}
            for path in requested_files(requests, tree.site):
                suffix = path.suffix[1:].upper()
                sizes[suffix if suffix in sizes else "other"] += sent_size(path) / 1000
            text = ", ".join(f"{kind} {size:.1f}" for kind, size in sizes.items())
            yield f"weight: {part}: kB", f"{sum(sizes.values()):.1f} ({text}; {len(requests)} requests) {url}"
        times = []
        for _ in range(runs):
            with browser.new_context() as context:
                page = context.new_page()
                context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
                browse.visit(page, address + url)
                times.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
    name = f"paint: ms to the first one of the heaviest page, on a processor {CPU_SLOWDOWN} times slower"
    yield name, format_median(times)


def search(tree: Tree, runs: int, browser: Browser) -> Measures:
    """ms from a click into the box, and from a later query, to the first result; kB of the search until then."""
    measured = []
    with browse.serve(tree.site) as address:
        for _ in range(runs):
            with browser.new_context() as context:
                page = context.new_page()
                requests = browse.visit(page, address)
                start = time.perf_counter()
                browse.first_result(page, "immutable")
                shown_at = time.perf_counter()
                loaded = requested_files(requests, tree.site)
                size = sum(sent_size(path) for path in loaded if "search" in path.relative_to(tree.site).as_posix())
                restart = time.perf_counter()
                browse.first_result(page, "sampling")
                measured.append((1000 * (shown_at - start), 1000 * (time.perf_counter() - restart), size / 1000))
    names = ("search: ms to the first result", "search: ms to that of a later query", "search: kB to the first result")
    yield from zip(names, map(format_median, zip(*measured, strict=True)), strict=True)


def serve(tree: Tree, runs: int, browser: Browser) -> Measures:
    """Seconds from a save to the screen, with a page open in a browser; what the server takes while nobody saves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start = time.perf_counter()
    process = tree.mkdocs("serve", "--dev-addr", f"127.0.0.1:{port}")
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            if process.poll() is not None:
                sys.exit(f"Error: {tree.root}: the server ended with {process.returncode}, expected it to serve")
            time.sleep(0.05)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/{PAGE}", timeout=0)
        yield "serve: s to the first page", format_median([time.perf_counter() - start])
        for edit, (pattern, old, new) in EDITS.items() if tree.config == "mkdocs.yml" else [("page", EDITS["page"])]:
            texts = ((path, path.read_text(encoding="utf-8")) for path in sorted(tree.root.glob(pattern)))
            path, text = next((path, text) for path, text in texts if re.search(old, text, re.MULTILINE))
            times = []
            for run in range(runs):
                wait_until_idle(process.pid)
                mark = f"mark{edit[:2]}{run}"
                edited = re.sub(old, new.replace("MARK", mark), text, count=1, flags=re.MULTILINE)
                path.write_text(edited, encoding="utf-8")
                saved = time.perf_counter()
                try:
                    page.wait_for_function(IS_SHOWN, arg=mark, polling=20, timeout=TIMEOUT * 1000)
                    times.append(time.perf_counter() - saved)
                except TimeoutError:
                    times.append(math.inf)
            path.write_text(text, encoding="utf-8")
            yield f"serve: s from a save to the screen, {edit}", format_median(times)
        wait_until_idle(process.pid)
        before = cpu_seconds(process.pid)
        time.sleep(IDLE_SECONDS)
        percent = 100 * (cpu_seconds(process.pid) - before) / IDLE_SECONDS
        yield f"serve: % of a core while idle ({IDLE_SECONDS} s)", format_median([percent])
        page.close()
    finally:
        process.kill()
        process.wait()


def cpu_seconds(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_until_idle(pid: int) -> None:
    """Wait until a process takes less than a quarter of a core: a save should not meet the build of the last one."""
    previous = -math.inf
    while (now := cpu_seconds(pid)) - previous > 0.5:
        previous = now
        time.sleep(2)


def requested_files(requests: Iterable[str], site: Path) -> list[Path]:
    """The files of the site that were requested by URL."""
    paths = [site / urlsplit(url).path[1:] for url in requests]
    return [path / "index.html" if path.is_dir() else path for path in paths if path.exists()]


def sent_size(path: Path) -> int:
    """Bytes of a file as hosts send it: compressed, unless that makes it larger."""
    raw = path.read_bytes()
    return min(len(raw), len(gzip.compress(raw, 9, mtime=0)))


def format_median(values: Iterable[float]) -> str:
    """The median, and the range if there is one."""
    values = [*values]
    middle, lowest, highest = (
        f"over {TIMEOUT}" if math.isinf(value) else f"{value:.{0 if value >= 100 else 2}f}"
        for value in (median(values), min(values), max(values))
    )
    return middle if lowest == highest else f"{middle} ({lowest} to {highest})"


def copy_repository(target: Path) -> str:
    """Copy what git knows of the repository to `target`; returns how many pages it has."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(command, cwd=ROOT, text=True).split("\0"):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    return f"{len(list((target / 'docs').rglob('*.md')))} pages"


PARTS = {part.__name__: part for part in (build, weight, search, serve)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--runs", type=int, default=3, help="of each measurement (3)")
    parser.add_argument("--parts", type=lambda text: text.split(","), default=[*PARTS], help=", ".join(PARTS))
    options = parser.parse_args()
    if unknown := set(options.parts) - PARTS.keys():
        parser.error(f"--parts: {', '.join(unknown)} is not known, expected some of {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="bench-") as name, browse.chromium() as browser:
        folder = Path(name)
        sizes = {"today": copy_repository(folder / "today"), "stock theme": copy_repository(folder / "stock theme")}
        (folder / "stock theme/stock").mkdir()
        (folder / "stock theme/stock.yml").write_text(STOCK, encoding="utf-8")
        table: dict[str, dict[str, str]] = {}
        for name in sizes:
            config = "stock.yml" if name == "stock theme" else "mkdocs.yml"
            tree = Tree(folder / name, folder / f"{name} site", config)
            for part in (part for part in PARTS if part in {*options.parts, "build"}):
                print(f"{name}: {part} ...", file=sys.stderr)
                for row, cell in PARTS[part](tree, options.runs if part in options.parts else 1, browser):
                    table.setdefault(row, {})[name] = cell
    print(f"| | {' | '.join(f'{name}: {size}' for name, size in sizes.items())} |\n|---|{'---|' * len(sizes)}")
    for row, cells in table.items():
        print(f"| {row} | {' | '.join(cells.get(name, '') for name in sizes)} |")


if __name__ == "__main__":
    main()
