"""Ready to leave mkdocs: build the tree with each engine that could take over, and compare its folder with mkdocs'.

Compared are the pages, every permalink (and that each one ever published is there or redirects), the pictures, and the
first results of searches. Any difference fails.
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
# The environment and the command of each engine. mkdocs comes first: the others are compared with it.
ENGINES = {
    "mkdocs": (".venv", "mkdocs build"),
    "properdocs": (".venv/properdocs", "properdocs build --config-file mkdocs.yml"),
    "zensical": (".venv/zensical", "zensical build --clean --strict"),
}
# What hooks of mkdocs do to a built folder; Zensical has no hooks.
STEPS_AFTER = ("publish",)
QUERIES = (
    "immutable", "blue green", "execution role", "container_commands", "xray daemon port", "annotation or metadata",
    "lambda timeout", "dead letter queue", "fargate sizes", "PaaS", "ebextentions", "how do I roll back a deployment",
)  # fmt: skip


def build(engine: str) -> Path:
    """Build with `engine` and return the folder; ends the program with the output of a step that fails."""
    folder = ROOT / ".portable" / engine
    environment, command = ENGINES[engine]
    for step in (command, *(f"{name} {folder}" for name in STEPS_AFTER if engine == "zensical")):
        process = subprocess.run(
            [ROOT / environment / "bin/python", "-m", *step.split()], cwd=ROOT, text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "SITE_DIR": f".portable/{engine}"},
        )  # fmt: skip
        if process.returncode:
            sys.exit(f"{process.stdout}\nError: {step}: ended with {process.returncode}, expected the site of {engine}")
    return folder


def read_contents(site: Path) -> dict[str, set[str]]:
    """What a reader could miss in the folder `site`, by kind."""
    pages = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    picture = re.compile(r'(?:<svg[^>]* aria-labelledby|<img[^>]* src)="([^"]+)')
    pictures = {f"{name}: {label}" for name, page in pages.items() for label in picture.findall(page)}
    with browse.serve(site) as address, browse.chromium() as browser:
        page = browser.new_page()
        browse.visit(page, address)
        results = {f"{query}: {browse.first_result(page, query)}" for query in QUERIES}
    return {"page": set(pages), "permalink": set(links.addresses(site)), "picture": pictures, "first result": results}


def find_lost(site: Path, published: list[str]) -> Iterator[str]:
    """The published addresses that lead nowhere in the folder `site`."""
    for address in published:
        page, _, fragment = address.partition("#")
        path = site / page / "index.html"
        if not path.is_file() or (fragment and f'id="{fragment}"' not in path.read_text(encoding="utf-8")):
            yield address


def main() -> None:
    sites = {engine: read_contents(build(engine)) for engine in ENGINES}
    published = (ROOT / links.PUBLISHED).read_text(encoding="utf-8").splitlines()
    errors = []
    for engine, site in sites.items():
        for kind, names in site.items():
            expected = sites["mkdocs"][kind]
            errors += [f"{engine}: lacks the {kind} {name}" for name in sorted(expected - names)]
            errors += [f"{engine}: adds the {kind} {name}" for name in sorted(names - expected)]
        lost = [*find_lost(ROOT / ".portable" / engine, published)]
        errors += [f"{engine}: lost the address {address}, expected it or a redirect" for address in lost]
        counts = [f"{len(names)} {kind}s" for kind, names in site.items()]
        print(f"{engine}: {', '.join(counts)}, {len(published) - len(lost)} of {len(published)} published addresses")
    if errors:
        sys.exit("\n".join(f"Error: {error}" for error in errors))


if __name__ == "__main__":
    main()
