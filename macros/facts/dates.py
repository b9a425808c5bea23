"""The day that a build speaks of, and what git knows of days."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from pathlib import Path

from .errors import DataError


def build_date(root: Path) -> dt.date:
    """The day the build speaks of: SITE_DATE, else SOURCE_DATE_EPOCH, else the last commit's, else the clock's."""
    if day := os.environ.get("SITE_DATE"):
        try:
            return dt.date.fromisoformat(day)
        except ValueError:
            raise DataError(f"SITE_DATE: {day!r} is not a day, expected for example 2026-11-22") from None
    if epoch := os.environ.get("SOURCE_DATE_EPOCH") or last_commit_time(root):
        if not epoch.isdecimal():
            raise DataError(f"SOURCE_DATE_EPOCH: {epoch!r} is no number of seconds, expected for example 1795305600")
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date()
    return dt.date.today()


def last_commit_time(root: Path) -> str:
    """When the last commit was made, in seconds since 1970; nothing where git knows of none."""
    return run_git(root, "log", "-1", "--format=%ct").strip()


def run_git(root: Path, *arguments: str) -> str:
    """What git prints; nothing where it fails, as outside of a repository, and where there is no git, as in a slim
    image.
    """
    try:
        result = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, encoding="utf-8", errors="replace", check=False
        )
    except OSError:
        return ""
    return "" if result.returncode else result.stdout
