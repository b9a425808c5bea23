"""The folder that a site is written to: a build fills it in place, alone, and only when all went well."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where two builds at once are the author's own care
    fcntl = None  # type: ignore[assignment]


class OutputError(Exception):
    """One line: the folder, what is wrong with it, and what is expected."""


class Output:
    """The folder `site`, locked until `close`; another build of it calls `on_wait` and waits. Raises `OutputError`.

    A build writes to `new`, which lies in the folder itself: on the same file system, as the folder may be a mount,
    and with no need to write beside it.
    """

    def __init__(self, site: Path, on_wait: Callable[[], None]) -> None:
        self.site, self.new, self._old = site, site / ".new", site / ".old"
        if site.exists() and not site.is_dir():
            raise OutputError(f"{site}: is no folder, expected one to write the site to")
        try:
            self._lock, self._is_new = _lock_folder(site, on_wait)
            self._clear()
            self.new.mkdir()
        except OSError as error:
            raise OutputError(self.describe_error(error)) from None

    def describe_error(self, error: OSError) -> str | None:
        """The message for `error`, if it is about this folder: a file in it that a step misses is that step's fault."""
        if isinstance(error, FileNotFoundError):
            return None
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)  # which names no file
        paths = [Path(str(name)) for name in (error.filename, error.filename2) if name]
        if is_full or any(path.is_relative_to(self.site) for path in paths):
            hint = "free space and permission to write, or another folder: SITE_DIR=<folder>"
            return f"{self.site}: cannot be written: {error.strerror}, expected {hint}"
        return None

    def publish(self) -> None:
        """Replace the last site by the new one, or leave all as it was; hidden entries such as `.git` stay."""
        self._old.mkdir()
        replaced = [
            path for path in sorted(self.site.iterdir()) if path.name[0] != "." or (self.new / path.name).exists()
        ]
        moves = [(path, self._old / path.name) for path in replaced]
        moves += [(path, self.site / path.name) for path in sorted(self.new.iterdir())]
        try:
            for source, target in moves:
                source.rename(target)
        except BaseException:
            for source, target in reversed(moves):
                if os.path.lexists(target) and not os.path.lexists(source):
                    target.rename(source)
            raise

    def close(self) -> None:
        """Remove all but the site, and let the next build begin."""
        self._clear()
        if self._is_new and not any(self.site.iterdir()):
            self.site.rmdir()
        if self._lock is not None:
            os.close(self._lock)

    def _clear(self) -> None:
        for path in (self.new, self._old):
            shutil.rmtree(path, ignore_errors=True)


def _lock_folder(site: Path, on_wait: Callable[[], None]) -> tuple[int | None, bool]:
    """Make the folder and lock it, till the process ends; returns the lock, and whether the folder is new."""
    while True:
        is_new = not site.exists()
        site.mkdir(parents=True, exist_ok=True)
        if not fcntl:
            return None, is_new
        lock = os.open(site, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError:  # a file system without locks
            return lock, is_new
        if site.exists() and os.path.samestat(os.fstat(lock), site.stat()):  # not one that a failed build has removed
            return lock, is_new
        os.close(lock)
