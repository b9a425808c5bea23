"""The author's loop: a save is on the screen before the rest of the site is built.

mkdocs builds every page on each save. Here the pages requested last are rendered first, with the navigation and files
of the last full build; then the whole site is built beside the served one and replaces it. Another save interrupts
that build. mkdocs 1.6.1 is the last 1.x, so its internal functions stay what they are.
"""

import importlib
import logging
import os
import re
import shutil
import socket
import sys
from collections import deque
from html import escape, unescape
from pathlib import Path
from types import SimpleNamespace

from mkdocs.commands import build
from mkdocs.exceptions import Abort
from mkdocs.livereload import _timestamp
from mkdocs.plugins import event_priority
from mkdocs.structure.files import InclusionLevel

from hooks.messages import Diagnostics, describe
from hooks.watch import sources, watch

log = logging.getLogger("mkdocs.serving")
RECENT = 4  # pages rendered first


class Interrupted(BaseException):
    """Another save: the build under way is out of date. No `Exception`, which mkdocs would report."""


class Loop:
    """Rebuilds after a save. mkdocs treats it as a plugin: its `on_` methods are called at each build."""

    def __init__(self, root: Path) -> None:
        self.root, self.diagnostics, self.memory = root, Diagnostics(), SimpleNamespace()
        self.server = self.observer = self.served = self.building = None  # the last full build, and the one under way
        self.changed: deque[str] = deque()  # files saved since the last rebuild began
        self.pending: set[str] = set()  # files saved since the last full build that succeeded
        self.requested: list[str] = []  # URLs of pages, the latest last
        self.outputs: dict[str, int] = {}  # the hash of each page, by URL
        self.builds = 0

    # Events of mkdocs

    def begin(self, config) -> None:
        """Prepare a full build: in a directory of its own, showing errors rather than ending."""
        if not self.observer:
            require_free_port(*config.dev_addr)
        elif not all(emitter.is_alive() for emitter in self.observer.emitters):  # a whole directory was deleted
            self.observer = self.observer.stop()
        self.observer = self.observer or watch([config.docs_dir, config.config_file_path, *config.watch], self.notify)
        config.plugins["loop"] = self
        build.log.filters.clear()  # mkdocs' own drops what was logged once; `Diagnostics` does so until the next save
        config.plugins["macros"].config["on_error_fail"] = False
        config.extra["serving"] = self.memory
        for folder in Path(config.site_dir).iterdir():
            if not (self.server and folder.samefile(self.server.root)):
                shutil.rmtree(folder)
        self.builds += 1
        config.site_dir = os.path.join(config.site_dir, str(self.builds))
        self.building = SimpleNamespace(config=config, inputs=read_inputs(config))

    def on_nav(self, nav, config, files):
        self.building.nav, self.building.files = nav, files

    def on_env(self, env, config, files):
        env.auto_reload = True
        self.building.env = env

    def on_page_read_source(self, page, config) -> str:
        """The page's text, whatever it is: the loader reports what is not UTF-8."""
        path = Path(page.file.abs_src_path)
        return path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""

    def on_pre_page(self, page, config, files):
        if self.building and self.changed and self.server:
            raise Interrupted

    def on_page_context(self, context, page, config, nav):
        self.on_pre_page(page, config, None)

    @event_priority(-100)
    def on_post_page(self, output, page, config):
        self.outputs[page.url] = hash(output)

    def on_serve(self, server, config, builder):
        """Replace the server's observer, builder and application."""
        from publish import search

        self.server, self.builder, self.inject = server, builder, server._inject_js_into_html
        self.application = search.built_on_request(server.get_app(), lambda: Path(server.root), self.root)
        self.serve_new_build()
        server.observer.unschedule_all()  # it polls, and does not tell which file was saved
        server.watch = server._watched_paths.setdefault
        server.builder, server.error_handler = self.rebuild, self.error_page
        server._inject_js_into_html = self.insert_messages
        server.set_app(self.serve)
        server._want_rebuild = bool(self.changed)

    # Requests

    def serve(self, environ, start_response):
        """The WSGI application: remembers which pages are looked at."""
        path = environ["PATH_INFO"].removeprefix(self.server.mount_path)
        if path == "" or path.endswith(("/", ".html")):
            self.requested = [*(url for url in self.requested if url != path), path][-RECENT:]
        return self.application(environ, start_response)

    def error_page(self, code: int) -> bytes:
        page = Path(self.server.root) / f"{code}.html"
        return self.insert_messages(page.read_bytes() if page.exists() else b"", self.server._visible_epoch)

    def insert_messages(self, content: bytes, epoch: int) -> bytes:
        """The page with those messages on top that it does not show itself."""
        text = content.decode()
        visible_text = unescape(text.replace("<wbr>", ""))  # where a long path may break
        messages = [message for message in self.diagnostics.messages if message not in visible_text]
        boxes = "".join(f'<p class="build-error" role="alert">{escape(message)}</p>' for message in messages)
        article = re.search("<article[^>]*>", text)
        start = article.end() if article else 0
        return self.inject((text[:start] + boxes + text[start:]).encode(), epoch)

    def reload_browsers(self) -> None:
        with self.server._epoch_cond:
            self.server._visible_epoch = self.server._wanted_epoch = max(_timestamp(), self.server._visible_epoch + 1)
            self.server._epoch_cond.notify_all()

    # Rebuilds

    def notify(self, path: str) -> None:
        """Start a rebuild, as the file `path` was saved."""
        self.changed.append(path)
        if self.server:
            with self.server._rebuild_cond:
                self.server._want_rebuild = True
                self.server._rebuild_cond.notify_all()

    def rebuild(self) -> None:
        server = self.server
        changed = {self.changed.popleft() for _ in range(len(self.changed))}
        self.pending |= changed
        unload_modules(changed)
        self.diagnostics.clear()
        try:
            partial = read_inputs(self.served.config) == self.served.inputs
            if partial:
                self.render_recent()
                self.reload_browsers()
                with server._rebuild_cond:  # let the browser have its page, and the author the next save
                    if server._rebuild_cond.wait_for(lambda: server._want_rebuild or server._shutdown, 0.3):
                        return
            else:
                server._wanted_epoch = server._visible_epoch  # requests do not wait for the build
            outputs, messages = dict(self.outputs), list(self.diagnostics.messages)
            self.builder()
            self.pending = set()
            self.serve_new_build()
            changed_urls = [url for url in self.requested if outputs.get(url) != self.outputs.get(url)]
            if changed_urls or not partial or messages != self.diagnostics.messages:
                self.reload_browsers()
        except Interrupted:
            pass
        except (Exception, SystemExit) as error:
            if not (isinstance(error, Abort) and self.diagnostics.messages):  # mkdocs has said why
                log.error(describe(error))
            self.reload_browsers()
        finally:
            self.building = None

    def render_recent(self) -> None:
        """Render the pages requested last into the served site, and copy what was saved of the look."""
        config, nav, files, env = self.served.config, self.served.nav, self.served.files, self.served.env
        for file in files.media_files():
            if os.path.abspath(file.abs_src_path) in self.pending:
                file.copy_file()
        from publish import css

        for path in map(Path, sorted(self.pending)):
            if path.suffix == ".css" and path.exists():
                for error in css.find_errors(path, self.root):
                    log.error(error)
        import macros  # noqa: F401 - before the plugin does, which would print a traceback

        plugin = config.plugins["macros"]
        plugin.on_config(config)
        plugin.on_nav(nav, config, files)
        documents = files.documentation_pages(inclusion=InclusionLevel.is_in_serve)
        pages = {file.page.url: file.page for file in documents}
        for page in filter(None, map(pages.get, self.requested)):
            build._populate_page(page, config, files)
            build._build_page(page, config, documents, nav, env, excluded=page.file.inclusion.is_excluded())

    def serve_new_build(self) -> None:
        self.served, self.building = self.building, None
        self.server.root = self.served.config.site_dir


def read_inputs(config) -> tuple[bytes, list[str]]:
    """The settings, and which files there are: when they differ, the next build is a full one."""
    settings = Path(config.config_file_path)
    return settings.read_bytes() if settings.exists() else b"", sources(config.docs_dir, config.theme.custom_dir)


def require_free_port(host: str, port: int) -> None:
    """End the program before it builds a site that it cannot serve there."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except (OSError, OverflowError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else error
        sys.exit(f"Error: {host}:{port}: {reason}, expected a free port, for example: make serve PORT=9000")


def unload_modules(saved: set[str]) -> None:
    """Unload our modules when one of them was saved; the facts, which load slowly, only when their own code was."""
    importlib.invalidate_caches()
    modules = [name for name in sys.modules if name.split(".")[0] in ("checks", "macros", "publish")]
    stale = [name for name in modules if sys.modules[name].__file__ in saved]
    facts_changed = any(name.startswith("macros.facts") for name in stale)
    for name in modules:
        if stale and (facts_changed or not name.startswith("macros.facts")):
            del sys.modules[name]
