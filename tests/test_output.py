"""The folder that a site is written to: filled in place, one build at a time, and as it was when a build fails."""

import errno
import threading
from pathlib import Path

import pytest
from conftest import write

from publish.output import Output, OutputError


def unused():
    raise AssertionError("nobody else builds")


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture
def site(tmp_path):
    """The last good site, with what is not of it."""
    write(tmp_path / "around/site", {"index": "old", "ecs/index": "old", "gone/index": "old"})
    write(tmp_path / "around/site/.git", {"HEAD": "kept"})
    return tmp_path / "around/site"


def test_a_build_takes_the_place_of_the_last(site):
    """Without a trace in the folder around it, which may be another's, as around a mounted volume; what is hidden and
    no build made stays.
    """
    around, pages = site.parent.stat().st_mtime_ns, ("index", "ecs/index", "x_ray/index", ".well-known/security")
    for text in ("newer", "newest"):
        output = Output(site, unused)
        write(output.new, dict.fromkeys(pages, text))
        assert "x_ray/index" not in files(site) or text == "newest", "nothing is touched before it is published"
        output.publish()
        output.close()
        assert files(site) == {".git/HEAD": "kept"} | dict.fromkeys(pages, text)
    names = {path.name for path in site.iterdir()}
    assert site.parent.stat().st_mtime_ns == around and names == {".git", ".well-known", "index", "ecs", "x_ray"}


@pytest.mark.parametrize("ends", range(6))
def test_a_build_that_fails_leaves_all_as_it_was(site, monkeypatch, ends):
    before, rename, left = files(site), Path.rename, iter(range(99))
    output = Output(site, unused)
    write(output.new, {"index": "new", "ecs/index": "new", "x_ray/index": "new"})
    monkeypatch.setattr(Path, "rename", lambda path, to: _busy(path) if next(left) == ends else rename(path, to))
    with pytest.raises(OSError, match="busy") as busy:
        output.publish()
    told = f"{site}: cannot be written: Device or resource busy, expected free space"
    assert output.describe_error(busy.value).startswith(told)
    output.close()
    assert files(site) == before and not (site / ".new").exists() and not (site / ".old").exists()


def _busy(path):
    raise OSError(errno.EBUSY, "Device or resource busy", str(path))


@pytest.mark.parametrize("ends", ["well", "badly"])
def test_a_second_build_waits_for_the_first(tmp_path, ends):
    """Also where the first one fails, and takes its folder away."""
    waits, second = threading.Event(), []
    first = Output(tmp_path / "site", unused)
    thread = threading.Thread(target=lambda: second.append(Output(tmp_path / "site", waits.set)))
    thread.start()
    assert waits.wait(10) and not second
    if ends == "well":
        write(first.new, {"index": "first"})
        first.publish()
    first.close()
    thread.join(10)
    write(second[0].new, {"index": "second"})
    second[0].publish()
    second[0].close()
    assert files(tmp_path) == {"site/index": "second"}


def test_a_folder_that_cannot_be_written(site, monkeypatch):
    monkeypatch.setattr(Path, "mkdir", lambda path, **_: None if path.exists() else _denied(path))
    with pytest.raises(
        OutputError,
        match=f"^{site}: cannot be written: Read-only file system, expected free space and permission to write, or another",
    ):
        Output(site, unused)


def _denied(path):
    raise OSError(errno.EROFS, "Read-only file system", str(path))


def test_a_file_in_its_place(tmp_path):
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(OutputError, match=f"^{tmp_path}/notes: is no folder, expected one to write the site to$"):
        Output(tmp_path / "notes", unused)
    assert (tmp_path / "notes").read_text() == "mine"


def test_what_is_said_of_an_error(site):
    """A full disk names no file; what is no fault of the folder is not blamed on it."""
    output = Output(site, unused)
    output.close()
    assert "No space left on device" in output.describe_error(OSError(errno.ENOSPC, "No space left on device"))
    for name in ("docs/x.md", str(output.new / "index.html")):
        assert output.describe_error(FileNotFoundError(errno.ENOENT, "No such file or directory", name)) is None
