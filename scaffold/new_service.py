"""Lay out the pages, data and tests of a new service: `make new-service NAME=sqs LABEL="Amazon SQS" GROUP=integration`.

The form stands in `scaffold/service/`. Whatever it leaves open says TODO, and until that is written a build fails
with the list of it. A file that exists is kept.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from pathlib import Path

from macros.facts import model
from macros.facts.errors import DataError, unknown

FORM = Path(__file__).parent / "service"


class FormError(Exception):
    """Why nothing was laid out."""


def lay_out(root: Path, name: str, label: str, group: str) -> tuple[list[str], list[str]]:
    """Write the form for the service `name` (its folder and ids) called `label` and add it to the group; return what
    was written and what was kept.
    """
    if not re.fullmatch(model.KEBAB, name):
        raise FormError(
            f"NAME={name}: is no id, expected small letters, digits and hyphens, for example NAME=step-functions"
        )
    if not re.fullmatch(model.LABEL, label):
        raise FormError(
            f'LABEL={label!r}: is no name, expected words of letters and digits, for example LABEL="Step Functions"'
        )
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    if f" {name}/index.md" in config:
        raise FormError(f"mkdocs.yml: {name}/index.md stands in nav already, expected a service that has no pages")
    areas = (root / "data/areas.yml").read_text(encoding="utf-8")
    entry = re.search(rf"^{re.escape(group)}:\n  label: .*\n  services: \[[^]]*", areas, re.MULTILINE)
    if not entry:
        known = re.findall(r"^([a-z0-9-]+):", areas, re.MULTILINE)
        raise FormError(
            f"GROUP={group}: {unknown('group of data/areas.yml', group, known)}; a new group is three lines there"
        )
    heading = re.search("  label: (.*)", entry[0])[1]
    # The services of a group stand before the pages that collect them, or at its end.
    section = re.search(
        rf"^(  - {re.escape(heading)}:\n(?:      .*\n)*?)(?:      - {group}/comparisons\.md\n|(?!      ))",
        config,
        re.MULTILINE,
    )
    if not section:
        raise FormError(f"mkdocs.yml: nav has no section {heading!r}, expected one for the group {group!r}")
    values = {"name": name, "label": label, "today": dt.date.today().isoformat()}
    written, kept = [], []
    for template in sorted(path for path in FORM.rglob("*") if path.is_file()):
        target = template.relative_to(FORM).as_posix().replace("service-", f"{name}-")
        target = re.sub(r"^(data|docs|images)/", rf"\1/{name}/", target).replace("/service.svg", f"/{name}.svg")
        path = root / target
        if path.exists():
            kept.append(target)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        text = re.sub("@([a-z]+)@", lambda match: values[match[1]], template.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
        written.append(target)
    end = entry.end()
    (root / "data/areas.yml").write_text(f"{areas[:end]}, {name}{areas[end:]}", encoding="utf-8")
    pages = "".join(f"          - {page}\n" for page in (f"{name}/index.md", f"{name}/cheat-sheet.md"))
    end = section.end(1)
    (root / "mkdocs.yml").write_text(f"{config[:end]}      - {label}:\n{pages}{config[end:]}", encoding="utf-8")
    return [*written, "data/areas.yml", "mkdocs.yml"], kept


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scaffold.new_service")
    parser.add_argument("name")
    parser.add_argument("label")
    parser.add_argument("group")
    options = parser.parse_args()
    label = options.label or options.name.replace("-", " ").title()
    try:
        written, kept = lay_out(Path.cwd(), options.name, label, options.group)
    except (FormError, DataError, OSError) as error:
        sys.exit(f"Error: {error}")
    for name in written:
        print(f"  wrote  {name}")
    for name in kept:
        print(f"  kept   {name}, which was there: look it over, it may name other pages")
    print(
        'What is still to be written says TODO; `make build` lists it. CONTRIBUTING.md, "Add a service", says '
        "in which order the rest comes."
    )


if __name__ == "__main__":
    main()
