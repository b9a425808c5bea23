"""The folder that a site is written to: filled in place, by one build at a time, and unchanged when a build fails."""

import errno
import itertools
import threading
from pathlib import Path

import pytest
from conftest import write

from publish.output import Output, OutputError


def no_wait():
    raise AssertionError("nobody else builds")


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture
def site(tmp_path):
    """The last good site, with a hidden folder that is not part of it."""
    write(tmp_path / "around/site", {"index": "old", "ecs/index": "old", "gone/index": "old"})
    write(tmp_path / "around/site/.git", {"HEAD": "kept"})
    return tmp_path / "around/site"


def test_a_build_takes_the_place_of_the_last(site):
    """Without a trace in the folder around it, which may be another's, as around a mounted volume; what is hidden and
    no build made stays.
    """
    mtime, pages = site.parent.stat().st_mtime_ns, ("index", "ecs/index", "x_ray/index", ".well-known/security")
    for text in ("newer", "newest"):
        output = Output(site, no_wait)
        write(output.new, dict.fromkeys(pages, text))
        assert "x_ray/index" not in files(site) or text == "newest", "nothing is touched before it is published"
        output.publish()
        output.close()
        assert files(site) == {".git/HEAD": "kept"} | dict.fromkeys(pages, text)
    names = {path.name for path in site.iterdir()}
    assert site.parent.stat().st_mtime_ns == mtime and names == {".git", ".well-known", "index", "ecs", "x_ray"}


@pytest.mark.parametrize("failing", range(6))
def test_a_build_that_fails_leaves_all_as_it_was(site, monkeypatch, failing):
    """Whichever of the six renames fails."""
    before, rename, numbers = files(site), Path.rename, itertools.count()

    def rename_or_fail(path, target):
        if next(numbers) == failing:
            raise OSError(errno.EBUSY, "Device or resource busy", str(path))
        return rename(path, target)

    output = Output(site, no_wait)
    write(output.new, {"index": "new", "ecs/index": "new", "x_ray/index": "new"})
    monkeypatch.setattr(Path, "rename", rename_or_fail)
    with pytest.raises(OSError, match="busy") as error:
        output.publish()
    message = f"{site}: cannot be written: Device or resource busy, expected free space"
    assert output.describe_error(error.value).startswith(message)
    output.close()
    assert files(site) == before and not (site / ".new").exists() and not (site / ".old").exists()


@pytest.mark.parametrize("end", ["well", "badly"])
def test_a_second_build_waits_for_the_first(tmp_path, end):
    """Also where the first one fails, and takes its folder away."""
    waiting, second = threading.Event(), []
    first = Output(tmp_path / "site", no_wait)
    thread = threading.Thread(target=lambda: second.append(Output(tmp_path / "site", waiting.set)))
    thread.start()
    assert waiting.wait(10) and not second
    if end == "well":
        write(first.new, {"index": "first"})
        first.publish()
    first.close()
    thread.join(10)
    write(second[0].new, {"index": "second"})
    second[0].publish()
    second[0].close()
    assert files(tmp_path) == {"site/index": "second"}


def test_a_folder_that_cannot_be_written(site, monkeypatch):
    def mkdir(path, **_):
        if not path.exists():
            raise OSError(errno.EROFS, "Read-only file system", str(path))

    monkeypatch.setattr(Path, "mkdir", mkdir)
    message = f"^{site}: cannot be written: Read-only file system, expected free space and permission to write, or"
    with pytest.raises(OutputError, match=message):
        Output(site, no_wait)


def test_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(OutputError, match=f"^{tmp_path}/notes: is no folder, expected one to write the site to$"):
        Output(tmp_path / "notes", no_wait)
    assert (tmp_path / "notes").read_text() == "mine"


def test_which_errors_are_those_of_the_folder(site):
    """A full disk names no file; what is no fault of the folder is not blamed on it."""
    output = Output(site, no_wait)
    output.close()
    assert "No space left on device" in output.describe_error(OSError(errno.ENOSPC, "No space left on device"))
    for name in ("docs/x.md", str(output.new / "index.html")):
        assert output.describe_error(FileNotFoundError(errno.ENOENT, "No such file or directory", name)) is None
