"""Watch the sources. mkdocs' own observer polls, does not tell which file was saved, and ends when one vanishes."""

import logging
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from watchdog import events
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

# Not those of files opened or closed, as a build does itself.
EVENTS = [
    events.FileCreatedEvent, events.FileModifiedEvent, events.FileMovedEvent, events.FileDeletedEvent,
    events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent,
]  # fmt: skip
_TEMPORARY = re.compile(r"[/\\]([.#][^/\\]*|[^/\\]*~|__pycache__([/\\].*)?)$")  # hidden files, backups, bytecode


def sources(*directories: str) -> list[str]:
    """The paths below the directories, sorted, without temporary files."""
    paths = (str(path) for directory in directories for path in Path(directory).rglob("*"))
    return sorted(path for path in paths if not _TEMPORARY.search(path))


def watch(paths: list[str], notify: Callable[[str], None]) -> Any:
    """A running observer; it calls `notify` with the path of each source that changes.

    It waits for events of the operating system, which cost nothing while nobody saves. It polls when there are none:
    on shared and network file systems, for which `POLL=1` asks, and when the system has no more watches.
    """
    paths = [os.path.abspath(path) for path in paths]  # with `--config-file mkdocs.yml` most are relative
    directories = {path for path in paths if os.path.isdir(path)}
    prefixes = tuple(path + os.sep for path in directories)
    # For a file its directory: the watch of a file ends when an editor renames another over it.
    parents = {os.path.dirname(path) for path in paths} - directories

    def on_any_event(event: events.FileSystemEvent) -> None:
        for path in filter(None, (event.src_path, event.dest_path)):
            if (path in paths or path.startswith(prefixes)) and not _TEMPORARY.search(path):
                notify(path)

    def start(observer: Any) -> Any:
        handler = events.FileSystemEventHandler()
        handler.on_any_event = on_any_event  # type: ignore[method-assign]
        for path in directories | parents:
            observer.schedule(handler, path, recursive=path in directories, event_filter=EVENTS)
        observer.start()
        return observer

    try:
        return start(PollingObserver() if os.environ.get("POLL") else Observer())
    except OSError as error:
        logging.getLogger("mkdocs.serving").info(f"Polling for changes: {error}")
        return start(PollingObserver())
