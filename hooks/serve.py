"""The author's loop: a save is on the screen before the rest of the site is built.

mkdocs builds every page on each save. Here the pages that a browser looks at
come first, with what the last whole build knew of navigation and files; then
the whole site is built beside the served one and takes its place. Another save
ends that build at once. mkdocs 1.6.1 is the last of its line, so its inner
functions stay what they are.
"""

import importlib
import logging
import os
import shutil
import socket
import sys
import threading
import time
from html import escape, unescape
from pathlib import Path

from mkdocs.commands import build
from mkdocs.exceptions import Abort
from mkdocs.livereload import _timestamp
from mkdocs.plugins import event_priority
from mkdocs.structure.files import InclusionLevel

log = logging.getLogger("mkdocs.serving")
PAGES = 4  # rendered first, of those asked for last
_PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Error</title><body><h1>No page can be rendered</h1>{}</body></html>'


class Interrupted(BaseException):
    """Another save: what is being built is out of date. No `Exception`, which mkdocs would report."""


class Faults(logging.Filter):
    """The warnings and errors since the last save, each said once; after an error no warning, which would follow from it."""

    def __init__(self):
        super().__init__()
        self.messages: list[str] = []
        self.broken = False

    def clear(self) -> None:
        self.messages, self.broken = [], False

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING or record.name == "mkdocs.livereload":
            return True
        message = record.getMessage()
        if message in self.messages or (self.broken and record.levelno < logging.ERROR):
            return False
        self.messages.append(message)
        self.broken |= record.levelno >= logging.ERROR
        return True


class Watch(threading.Thread):
    """Tells which files changed. mkdocs' own observer does not, and gives up on a file that vanishes for a moment."""

    def __init__(self, paths: list[str], tell):
        super().__init__(daemon=True)
        self.paths, self.tell, self.stopped, self.lock = paths, tell, threading.Event(), threading.Lock()
        self.seen, self.pause, self.due, self.asleep = self.stamps(), 0.1, 0.0, False

    def schedule(self, *_, **__) -> None:
        """mkdocs would name its paths here; they are those of the configuration."""

    def stop(self) -> None:
        self.stopped.set()

    def run(self) -> None:
        while not self.stopped.wait(self.pause):
            if not self.asleep:
                self.look()

    def look(self) -> None:
        """Tell what changed since the last look. While a build runs it has to ask: for each file a thread would wait until it pauses."""
        with self.lock:
            start = time.thread_time()
            before, self.seen = self.seen, self.stamps()
            self.pause = max(0.1, 10 * (time.thread_time() - start))  # at most a tenth of a core
            self.due = time.monotonic() + self.pause
        if changed := {path for path, _ in before.items() ^ self.seen.items()}:
            self.tell(changed)

    def stamps(self) -> dict[str, tuple[int, int, int]]:
        """Time, size and number of each file, by path; hidden ones and an editor's copies are none."""
        found = {}
        for path in self.paths:
            for folder, folders, names in (
                os.walk(path) if os.path.isdir(path) else [(os.path.dirname(path), [], [os.path.basename(path)])]
            ):
                folders[:] = [name for name in folders if name[0] != "." and name != "__pycache__"]
                for name in names:
                    try:
                        if name[0] not in ".#" and name[-1] != "~":
                            of = os.stat(one := os.path.join(folder, name))
                            found[one] = (of.st_mtime_ns, of.st_size, of.st_ino)
                    except FileNotFoundError:
                        pass
        return found


def reserve(host: str, port: int) -> None:
    """End the program before it builds a site that it cannot serve there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            sys.exit(
                f"Error: {host}:{port}: {getattr(error, 'strerror', None) or error}, expected a free port, for example: make serve PORT=9000"
            )


class Loop:
    """Rebuilds after a save. mkdocs treats it as a plugin: its `on_` methods are called at each build.

    `said` turns an exception into one line.
    """

    def __init__(self, root: Path, said):
        self.root, self.said, self.faults = root, said, Faults()
        self.server = self.watch = self.kept = self.building = None
        self.changed: set[str] = set()  # files saved since the last rebuild began
        self.pending: set[str] = set()  # files saved since the last whole build that succeeded
        self.asked: dict[str, None] = {}  # addresses of pages, the latest last
        self.outputs: dict[str, int] = {}  # a hash of each page, by address
        self.fatal, self.builds = "", 0

    # What mkdocs tells

    def begin(self, config) -> None:
        """Prepare a whole build: into a folder of its own, on no terms but showing what is wrong."""
        if not self.watch:
            reserve(*config.dev_addr)
        config.plugins["loop"] = self
        build.log.filters.clear()  # mkdocs would say a thing once in the life of the server: `Faults` does so once a save
        config.plugins["macros"].config["on_error_fail"] = False
        config.extra["serving"] = True
        served = Path(self.server.root).name if self.server else ""
        for folder in Path(config.site_dir).iterdir():
            if folder.name != served:
                shutil.rmtree(folder)
        self.builds += 1
        config.site_dir = os.path.join(config.site_dir, str(self.builds))
        self.building = {"config": config, "shape": self.shape(config)}
        paths = [config.docs_dir, config.config_file_path, *config.watch]
        if not self.watch:
            self.watch = Watch(paths, self.tell)
        self.watch.paths = paths

    def on_nav(self, nav, config, files):
        self.building |= {"nav": nav, "files": files}

    def on_env(self, env, config, files):
        env.auto_reload = True
        self.building["env"] = env

    def on_page_read_source(self, page, config) -> str:
        """The page's text, whatever it is: `load` says what does not belong."""
        path = Path(page.file.abs_src_path)
        return path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""

    def on_pre_page(self, page, config, files):
        if self.watch.asleep:
            if time.monotonic() > self.watch.due:
                self.watch.look()
            if self.server._want_rebuild:
                raise Interrupted

    def on_page_context(self, context, page, config, nav):
        self.on_pre_page(page, config, None)

    @event_priority(-100)
    def on_post_page(self, output, page, config):
        self.outputs[page.url] = hash(output)

    def on_serve(self, server, config, builder):
        """Take the server's watch, builder and pages over."""
        from publish import search

        self.server, self.builder = server, builder
        self.serve = search.lazily(server.get_app(), lambda: Path(server.root), self.root)
        self.inject = server._inject_js_into_html
        self.adopt()
        server.observer, server.builder = self.watch, self.rebuild
        server._inject_js_into_html = self.alert
        server.error_handler = self.error
        server.set_app(self.answer)

    # What a browser sees

    def answer(self, environ, start_response):
        path = environ["PATH_INFO"].removeprefix(self.server.mount_path)
        if path == "" or path.endswith(("/", ".html")):
            self.asked.pop(path, None)
            self.asked[path] = None
        return self.serve(environ, start_response)

    def error(self, code: int) -> bytes | None:
        page = Path(self.server.root) / f"{code}.html"
        return self.alert(page.read_bytes() if page.exists() else b"", self.server._visible_epoch)

    def alert(self, content: bytes, epoch: int) -> bytes:
        """The page with what is wrong on top, where it does not show it itself; an error page when none can be rendered."""
        shown = unescape(content.decode().replace("<wbr>", ""))  # where a long path may break
        messages = [self.fatal] if self.fatal else [message for message in self.faults.messages if message not in shown]
        boxes = "".join(f'<p class="build-error" role="alert">{escape(message)}</p>' for message in messages)
        if self.fatal:
            content = _PAGE.format(boxes).encode()
        elif boxes:
            before, tag, after = content.partition(b"<article")
            start, close, text = after.partition(b">") if tag else (b"", b"", b"")
            content = before + tag + start + close + boxes.encode() + text
        return self.inject(content, epoch)

    def show(self) -> None:
        """Let the browsers reload."""
        with self.server._epoch_cond:
            self.server._visible_epoch = self.server._wanted_epoch = max(_timestamp(), self.server._visible_epoch + 1)
            self.server._epoch_cond.notify_all()

    # What a save starts

    def tell(self, changed: set[str]) -> None:
        with self.server._rebuild_cond:
            self.changed |= changed
            self.server._want_rebuild = True
            self.server._rebuild_cond.notify_all()

    def rebuild(self) -> None:
        server = self.server
        with server._rebuild_cond:
            changed, self.changed = self.changed, set()
        self.pending |= changed
        _forget(changed)
        self.faults.clear()
        quick = bool(self.kept) and self.shape(self.kept["config"]) == self.kept["shape"]
        try:
            if quick:
                self.quick(**self.kept)
                self.fatal = ""
                self.show()
                with server._rebuild_cond:  # let the browser have its page, and the author the next save
                    if server._rebuild_cond.wait_for(lambda: server._want_rebuild or server._shutdown, 0.3):
                        return
            else:
                server._wanted_epoch = server._visible_epoch  # the last site is served meanwhile
            before, said, self.outputs = self.outputs, list(self.faults.messages), {}
            self.watch.asleep = True
            self.builder()
            self.pending = set()
            self.adopt()
            if (
                not quick
                or said != self.faults.messages
                or any(before.get(url) != self.outputs.get(url) for url in [*self.asked][-PAGES:])
            ):
                self.fatal = ""
                self.show()
        except Interrupted:
            pass
        except (Exception, SystemExit) as error:
            if isinstance(error, Abort) and self.faults.messages:  # it has said why
                self.fatal = self.faults.messages[-1]
            else:
                self.fatal = self.said(error)
                log.error(self.fatal)
            self.show()
        finally:
            self.watch.asleep = False

    def shape(self, config) -> tuple:
        """What needs a whole build first when it differs: the settings, and which files there are."""
        path = Path(config.config_file_path)
        files = sorted(
            str(one)
            for folder in (config.docs_dir, config.theme.custom_dir)
            for one in Path(folder).rglob("*")
            if one.name[0] != "."
        )
        return path.read_bytes() if path.exists() else b"", files

    def quick(self, config, files, nav, env, shape) -> None:
        """Render the pages asked for last, and copy what was saved of the look."""
        for file in files.media_files():
            if file.abs_src_path in self.pending:
                file.copy_file()
        from publish import styles

        for path in map(Path, sorted(self.pending)):
            if path.suffix == ".css" and path.exists():
                for fault in styles.faults(path, self.root):
                    log.error(fault)
        import macros  # noqa: F401 - before the plugin does, which would print a traceback

        plugin = config.plugins["macros"]
        plugin.on_config(config)
        plugin.on_nav(nav, config, files)
        documents = files.documentation_pages(inclusion=InclusionLevel.is_in_serve)
        pages = {file.page.url: file.page for file in documents}
        for url in [*self.asked][-PAGES:]:
            if page := pages.get(url):
                build._populate_page(page, config, files)
                build._build_page(page, config, documents, nav, env, excluded=page.file.inclusion.is_excluded())

    def adopt(self) -> None:
        """Serve what was built last, and keep what it knew."""
        self.kept = self.building
        self.server.root = self.kept["config"].site_dir


def _forget(paths: set[str]) -> None:
    """Drop the modules of ours that are among `paths`, and what imports them; the others keep what they have read."""
    importlib.invalidate_caches()
    ours = {
        name: module for name, module in sys.modules.items() if name.split(".")[0] in ("checks", "macros", "publish")
    }
    uses = {
        name: {getattr(one, "__module__", None) or getattr(one, "__name__", None) for one in vars(of).values()}
        for name, of in ours.items()
    }
    stale = more = {name for name, module in ours.items() if module.__file__ in paths}
    while more:
        more = {name for name in ours if name not in stale and uses[name] & stale}
        stale = stale | more
    for name in stale:
        del sys.modules[name]
