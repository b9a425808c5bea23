"""Ready to leave mkdocs: build the tree with each engine that could take over, and hold its folder against mkdocs' own.

Held are the pages, every permalink (and that each one ever published is there or leads on), the pictures, and what a
search finds first. Any difference fails.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import browse
from publish import links

ROOT = Path(__file__).parent.parent
# How each engine is run in its environment. mkdocs comes first: the others are held against it.
ENGINES = {
    "mkdocs": (".venv", "mkdocs build"),
    "properdocs": (".venv/properdocs", "properdocs build --config-file mkdocs.yml"),
    "zensical": (".venv/zensical", "zensical build --clean --strict"),
}
# What hooks do to a built folder; Zensical has none.
AFTER = ("publish",)
QUERIES = (
    "immutable", "blue green", "execution role", "container_commands", "xray daemon port", "annotation or metadata",
    "lambda timeout", "dead letter queue", "fargate sizes", "PaaS", "ebextentions", "how do I roll back a deployment",
)  # fmt: skip


def build(engine: str) -> Path:
    """The folder that `engine` builds; ends the program with what the engine said if there is none."""
    folder = ROOT / ".portable" / engine
    home, command = ENGINES[engine]
    for step in (command, *(f"{name} {folder}" for name in AFTER if engine == "zensical")):
        done = subprocess.run(
            [ROOT / home / "bin/python", "-m", *step.split()], cwd=ROOT, text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "SITE_DIR": f".portable/{engine}"},
        )  # fmt: skip
        if done.returncode:
            sys.exit(f"{done.stdout}\nError: {step}: ended with {done.returncode}, expected the site of {engine}")
    return folder


def contents(site: Path) -> dict[str, set[str]]:
    """What a reader could miss in the folder `site`, by kind."""
    pages = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    picture = re.compile(r'(?:<svg[^>]* aria-labelledby|<img[^>]* src)="([^"]+)')
    drawn = {f"{name}: {label}" for name, page in pages.items() for label in picture.findall(page)}
    with browse.served(site) as address, browse.chromium() as browser:
        page = browser.new_page()
        browse.visit(page, address)
        found = {f"{query}: {browse.first_result(page, query)}" for query in QUERIES}
    return {"page": set(pages), "permalink": set(links.addresses(site)), "picture": drawn, "first result": found}


def lost(site: Path, published: list[str]) -> Iterator[str]:
    """The published addresses that lead nowhere in the folder `site`."""
    for address in published:
        page, _, fragment = address.partition("#")
        path = site / page / "index.html"
        if not path.is_file() or (fragment and f'id="{fragment}"' not in path.read_text(encoding="utf-8")):
            yield address


def main() -> None:
    sites = {engine: contents(build(engine)) for engine in ENGINES}
    published = (ROOT / links.PUBLISHED).read_text(encoding="utf-8").splitlines()
    errors = []
    for engine, site in sites.items():
        for kind, found in site.items():
            expected = sites["mkdocs"][kind]
            errors += [f"{engine}: lacks the {kind} {what}" for what in sorted(expected - found)]
            errors += [f"{engine}: adds the {kind} {what}" for what in sorted(found - expected)]
        gone = [*lost(ROOT / ".portable" / engine, published)]
        errors += [f"{engine}: lost the address {address}, expected it or a redirect" for address in gone]
        counts = [f"{len(found)} {kind}s" for kind, found in site.items()]
        print(f"{engine}: {', '.join(counts)}, {len(published) - len(gone)} of {len(published)} published addresses")
    if errors:
        sys.exit("\n".join(f"Error: {error}" for error in errors))


if __name__ == "__main__":
    main()
