"""Give a page another address: `make rename FROM=ecs/roles TO=ecs/task-roles`.

The file moves; navigation, links, data and promised searches follow; an old address that was published leads to the new
one.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

from macros.facts import load, model
from macros.facts.errors import DataError, unknown
from macros.facts.files import read_text


class RenameError(Exception):
    """Why nothing was renamed."""


def address(page: str) -> str:
    """'ecs/roles.md' -> 'ecs/roles/', and the index of a folder is the folder."""
    return re.sub(r"(^|/)index\.md$", r"\1", page).replace(".md", "/")


def rename(root: Path, old: str, new: str) -> list[str]:
    """Rename the page `old` to `new` ('ecs/roles.md'); returns the files that were changed. Raises `RenameError`."""
    if not (root / "docs" / old).is_file():
        raise RenameError(f"FROM={old}: {unknown('page', old, load.site(root).pages)}")
    if not re.fullmatch(model.PAGE, new):
        raise RenameError(f"TO={new}: is no page, expected small letters, digits and hyphens, as in ecs/task-roles")
    if (root / "docs" / new).exists():
        raise RenameError(f"TO={new}: docs/{new} is there already, expected a page that is not")
    redirects, published = root / "links/redirects.yml", root / "links/published.txt"
    pages, data = sorted((root / "docs").rglob("*.md")), sorted((root / "data").rglob("*.yml"))
    before = {path: read_text(path, root)[0] for path in (*pages, root / "mkdocs.yml", *data)}
    before |= {path: read_text(path, root)[0] if path.exists() else "" for path in (redirects, published)}
    after = dict(before)
    for path in pages:
        after[path] = _rewrite_links(path.relative_to(root / "docs").as_posix(), before[path], old, new)
    page_name = re.compile(rf"(?<![\w./-]){re.escape(old)}(?![\w-])")
    for path in (root / "mkdocs.yml", *data):
        after[path] = page_name.sub(new, before[path])
    promised_page = re.compile(rf"(\bpage: ){re.escape(address(old))}(?=[,}}\s])")
    for path in sorted((root / "data").glob("*/searches.yml")):
        after[path] = promised_page.sub(rf"\g<1>{address(new)}", after[path])
    target = re.compile(rf"(?<=: ){re.escape(address(old))}(?=#|$)", re.MULTILINE)
    line = f"{address(old)}: {address(new)}\n" if address(old) in before[published].splitlines() else ""
    after[redirects] = target.sub(address(new), before[redirects]) + line
    written = [path for path, content in after.items() if content != before[path]]
    for path in written:
        path.write_text(after[path], encoding="utf-8")
    (root / "docs" / new).parent.mkdir(parents=True, exist_ok=True)
    (root / "docs" / old).rename(root / "docs" / new)
    return sorted({path.relative_to(root).as_posix() for path in written} | {f"docs/{new}"})


def _rewrite_links(page: str, content: str, old: str, new: str) -> str:
    """The text of `page` with its links to `old`, and, where it is that page, all its links, as seen from `new`."""
    folder = os.path.dirname(page)
    new_folder = os.path.dirname(new) if page == old else folder

    def rewrite(link: re.Match[str]) -> str:
        target = os.path.normpath(os.path.join(folder, link[2]))
        if target != old and page != old:
            return link[0]
        return f"{link[1]}{os.path.relpath(new if target == old else target, new_folder or '.')}"

    return re.sub(r"(\]\()((?:\.\./)*[a-z0-9/-]+\.md)(?=[#)])", rewrite, content)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scaffold.rename")
    parser.add_argument("old")
    parser.add_argument("new")
    options = parser.parse_args()
    pages = [f"{name.removeprefix('docs/').removesuffix('.md').strip('/')}.md" for name in (options.old, options.new)]
    try:
        print("\n".join(f"  changed  {name}" for name in rename(Path.cwd(), *pages)))
    except (RenameError, DataError, OSError) as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
