"""Pack a folder as a ZIP that is the same for the same content: `python -m publish.zip FOLDER FILE`."""

import argparse
import zipfile
from pathlib import Path

from publish import built_site

NAME = "developer-associate-notes"
# The oldest day a ZIP can say; a real one would differ at each build.
_DAY = (1980, 1, 1, 0, 0, 0)


def pack(folder: Path, file: Path) -> None:
    """Write `file` with everything below `folder`, in order of name, under `NAME`.

    Without `404.html`: only a server shows it, and its addresses begin at the server's root.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path != folder / "404.html":
                entry = zipfile.ZipInfo(f"{NAME}/{path.relative_to(folder).as_posix()}", _DAY)
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m publish.zip")
    parser.add_argument("folder", type=built_site)
    parser.add_argument("file", type=Path)
    pack(**vars(parser.parse_args()))
