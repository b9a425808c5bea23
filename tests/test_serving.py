"""The author's loop: over one running `mkdocs serve`, each save is seen, and no bad one ends it.

Of a small site, whose whole build takes as long as sixty pages do: long enough to see that it does not come first.
"""

import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from html import unescape

import pytest
from conftest import ENGINE, NO_NOTICE, edit, small_site

PAGE, HOME = "docs/index.md", ""
DIAGRAM = '{{ deployment("all") }}'
HEAD = "---\ndescription: A page.\n---\n# A page\n\n"
PAGES = {"drawn": HEAD + '{{ picture("small") }}\n', "methods": HEAD + '{{ table("deployment-methods") }}\n'} | {
    f"page-{number}": HEAD for number in range(60)
}
DATA, PICTURE = "data/small/deployments.yml", "images/small/small.svg"


class Server:
    """`mkdocs serve` on a copy of the repository, with what its terminal shows."""

    def __init__(self, repo):
        self.repo, self.log = repo, repo / "log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/"
        with self.log.open("w") as log:
            command = [*ENGINE, "serve", "--dev-addr", f"127.0.0.1:{port}", "--config-file", "mkdocs.yml"]
            self.process = subprocess.Popen(
                command, cwd=repo, stdout=log, stderr=log, env={**os.environ, **NO_NOTICE, "TMPDIR": str(repo)}
            )

    def get(self, path=HOME) -> str:
        try:
            return urllib.request.urlopen(self.address + path, timeout=60).read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def output_since_save(self) -> str:
        """What the terminal shows since the server saw the last save."""
        return self.log.read_text().rpartition("Detected file changes")[2]

    def messages(self) -> list[str]:
        return [line for line in self.output_since_save().splitlines() if line.startswith(("ERROR", "WARNING"))]

    def wait_until(self, is_wanted, path=HOME) -> str:
        """Ask for the page, as a browser does, until its HTML is as wanted, and return it."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            assert self.process.poll() is None, f"the server died: {self.log.read_text()[-2000:]}"
            try:
                html = self.get(path)
                if is_wanted(html):
                    return html
            except OSError:  # not up yet
                pass
            time.sleep(0.05)
        raise AssertionError(self.log.read_text()[-2000:])


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(small_site(tmp_path_factory.mktemp("served"), **PAGES))
    running.wait_until(lambda html: "All at once" in html)
    yield running
    running.process.terminate()
    running.process.wait(10)


@contextmanager
def restored(*files):
    """Whatever is done to the files within is undone."""
    contents = {file: file.read_bytes() for file in files}
    try:
        yield
    finally:
        for file, content in contents.items():
            file.write_bytes(content)


GOOD_SAVES = {
    "page": (PAGE, "\n## Sources", "\nSaved anew.\n\n## Sources", "<p>Saved anew.</p>"),
    "data": (DATA, "title: All at once", "title: Saved as data", ">Saved as data"),
    "picture": (PICTURE, "</title>", " Saved as picture.</title>", "Saved as picture.</title>"),
    "macro code": ("macros/render/diagram.py", 'class="p-number"', 'class="p-number saved"', 'class="p-number saved"'),
    "style": ("overrides/assets/notes.css", "", "/* Saved as style. */\n", "Saved as style."),
    "template": (
        "overrides/main.html",
        "{% block extrahead %}",
        '{% block extrahead %}<meta name="saved">',
        '<meta name="saved">',
    ),
}


@pytest.mark.parametrize("kind", GOOD_SAVES)
def test_a_save_is_seen(server, kind):
    """What is looked at has changed before the whole site is built again, and is whole once more when mended."""
    name, old, new, mark = GOOD_SAVES[kind]
    path = {"style": "assets/notes.css", "picture": "drawn/"}.get(kind, HOME)
    server.wait_until(lambda html: mark not in html, path)
    with restored(server.repo / name):
        edit(server.repo / name, old, new)
        server.wait_until(lambda html: mark in html, path)
        assert "Documentation built" not in server.output_since_save(), "the whole site was built first"
    server.wait_until(lambda html: mark not in html, path)


def test_other_pages_follow_without_a_second_reload(server):
    """The other pages change too, in time; the browser reloads once, as its own page stays as it is."""
    file, saved = server.repo / DATA, server.repo / ".saved"
    text = file.read_text(encoding="utf-8").replace("title: All at once", "title: Here")
    saved.write_text(text.replace("rollback: By hand", "rollback: Elsewhere"), encoding="utf-8")
    with restored(file):
        saved.rename(file)  # one change for the server, which might see a file written in place empty, and again full
        html = server.wait_until(lambda html: ">Here<" in html)
        server.wait_until(lambda _: "Documentation built" in server.output_since_save())
        # mkdocs says so whether they do or not
        server.wait_until(lambda _: server.log.read_text().endswith("Reloading browsers\n"))
        epoch = re.search(r"livereload\((\d+), ", html)[1]
        assert epoch == re.search(r"livereload\((\d+), ", server.get())[1]
        assert "Elsewhere" in server.get("methods/")
    server.wait_until(lambda html: ">Here<" not in html)


# The file, what is replaced in it, by what (None: the file is gone), and the message.
BAD_SAVES = {
    "broken call": (PAGE, DIAGRAM, "{{ deployment( }}", rf"{PAGE}:\d+: not a valid macro call"),
    "broken link": (PAGE, DIAGRAM, f"{DIAGRAM}\n\n[Nowhere](nowhere.md)", rf"{PAGE}:\d+: contains a link 'nowhere.md', but the target is not found among documentation files, expected "),
    "broken data": ("data/exam/exam.yml", "title:", "title: [", r"data/exam/exam.yml:\d+: not valid YAML"),
    "broken code": ("macros/render/diagram.py", "def deployment(", "def deployment", r"macros/render/diagram.py:\d+: not valid Python"),
    "code that fails when called": ("macros/render/diagram.py", "    frames = []\n", "    frames = 1 // 0\n", rf"{PAGE}:\d+: macros/render/diagram.py:\d+: ZeroDivisionError: "),
    "code gone": ("macros/render/diagram.py", "", None, r"macros/\w+.py:\d+: ImportError: cannot import name 'diagram'"),
    "settings gone": ("mkdocs.yml", "", None, r"mkdocs.yml"),
    "settings that are none": ("mkdocs.yml", "name: material", "name: materiel", r"mkdocs.yml:\d+: Config value 'theme': Unrecognised theme name: 'materiel'"),
    "template that is none": ("mkdocs.yml", "\nnav:\n", "\nextra_templates: [nowhere.html]\nnav:\n", r"mkdocs.yml:\d+: Template skipped: 'nowhere.html'"),
    "broken settings": ("mkdocs.yml", "site_name:", "site_name: [", r"mkdocs.yml:\d+: not valid YAML"),
    "template that fails": ("overrides/main.html", "{{ title }}", "{{ title.no.where }}", r"overrides/main.html:\d+: UndefinedError: "),
    "broken style": ("overrides/assets/notes.css", "", "} p { colour }\n", r"overrides/assets/notes.css:1: not valid CSS"),
    # These need a whole build, as the navigation changes.
    "page gone": ("docs/other.md", "", None, "other.md"),
    "nav without its page": ("mkdocs.yml", ": other.md", ": othre.md\n  - There: other.md", r"mkdocs.yml:\d+: A reference to 'othre.md'"),
}  # fmt: skip


def words(page: str) -> str:
    """What is read on a page, without the places where a long path may break."""
    return unescape(re.sub("<[^>]+>", "", page))


@pytest.mark.parametrize("kind", BAD_SAVES)
def test_serving_outlives_a_bad_save(server, kind):
    """One message, in the terminal and on the page; mending brings the page back."""
    name, old, new, message = BAD_SAVES[kind]
    size = server.log.stat().st_size

    def is_reported(html):
        once = [bool(re.search(message, line)) for line in server.messages()] == [True]
        return once and 'role="alert"' in html and re.search(message, words(html))

    with restored(server.repo / name):
        edit(server.repo / name, old, new) if new is not None else (server.repo / name).unlink()
        html = server.wait_until(is_reported)
    assert len(re.findall(message, words(html))) == 1, "said once"
    assert "Traceback" not in server.log.read_text()[size:] and "Traceback" not in html
    server.wait_until(lambda html: 'role="alert"' not in html and "<article" in html and 'class="picture' in html)


def test_no_service_worker_keeps_what_is_served(server):
    """A page registers no worker, and one that a published site left at the same address goes."""
    assert 'rel="manifest"' not in server.get() and "registration.unregister()" in server.get("sw.js")


def test_one_broken_file_leaves_the_rest_whole(server):
    """Below one message stand the last good facts, while the code that shows them, or reads them, is saved too."""
    message = r"data/small/tables/sizes.yml:\d+: not valid YAML"
    pages = ("methods/", HOME, "404.html")  # with a table, with a diagram too, with neither
    counts = [count_facts(server.get(path)) for path in pages]
    assert counts[0]["table"] and counts[1]["picture"] and not any(counts[2].values())
    names = ("data/small/tables/sizes.yml", "macros/render/diagram.py", "macros/facts/load.py")
    broken, render, load = (server.repo / name for name in names)
    with restored(broken, render, load):
        edit(broken, "caption:", "caption: [")
        server.wait_until(lambda html: re.search(message, words(html)))
        for file, old, new in (
            (render, 'class="p-number"', 'class="p-number anew"'),
            (load, "DUE_DAYS, OVER", "DUE_DAYS,  OVER"),
        ):
            edit(file, old, new)
            html = server.wait_until(lambda html: 'class="p-number anew"' in html)
            server.wait_until(
                lambda _: (
                    re.search(message, server.output_since_save())
                    and "Documentation built" in server.output_since_save()
                )
            )
            for path, expected in zip(pages, counts, strict=True):
                html = server.get(path)
                assert len(re.findall(message, words(html))) == html.count('role="alert"') == 1, path
                assert count_facts(html) == expected, path
    server.wait_until(lambda html: 'role="alert"' not in html and "p-number anew" not in html)


def count_facts(page: str) -> dict[str, int]:
    """How many tables, pictures and citations a page shows."""
    return {
        kind: page.count(mark)
        for kind, mark in (("table", "<table"), ("picture", 'class="picture'), ("citation", 'class="cite"'))
    }


def test_the_same_fault_is_said_again(server):
    """mkdocs says a thing once in the life of its process; here it is said at each save that has it."""
    for _ in range(2):
        test_serving_outlives_a_bad_save(server, "template that is none")
