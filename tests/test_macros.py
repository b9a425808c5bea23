"""What a page calls: shown, or refused with the page, the line and what was expected."""

import re
from types import SimpleNamespace

import pytest
from jinja2 import Environment, StrictUndefined
from small import PAGE_FILE, SMALL, replaced_file

import macros

TEXT = 'Text.{{ cite("one") }}'
PAGE = SMALL[PAGE_FILE] + "\n## Sources\n\n{{ sources() }}\n"


def render(root, text):
    """The Markdown of the page index.md with this text, as mkdocs-macros makes it of `define_env` and the rest."""
    (root / PAGE_FILE).write_text(text, encoding="utf-8")
    page = SimpleNamespace(file=SimpleNamespace(src_uri="index.md"), meta={})
    env = SimpleNamespace(
        project_dir=root, conf={}, variables={"macros": {}}, page=page, env=Environment(undefined=StrictUndefined)
    )
    env.macro = lambda function, name: env.variables["macros"].update({name: function})
    macros.define_env(env)
    env.env.globals.update(env.variables["macros"])
    env.markdown = text.split("---\n", 2)[2].lstrip("\n")
    macros.on_pre_page_macros(env)
    env.markdown = env.env.from_string(env.markdown).render(page=page)
    macros.on_post_page_macros(env)
    return env.markdown


@pytest.fixture
def root(small):
    """The small repository, restored afterwards."""
    with replaced_file(small, PAGE_FILE, SMALL[PAGE_FILE]):
        yield small


CASES = {
    "unknown table": (TEXT, f'{TEXT}\n\n{{{{ table("sized") }}}}', "10: table: no table is called 'sized', expected for example sizes"),
    "unknown row": (TEXT, f'{TEXT} {{{{ value("sizes", "smal", "memory") }}}}', "8: value: no row is called 'smal', expected for example small"),
    "unknown macro": ("{{ cite(", "{{ cit(", "8: no macro is called 'cit', expected for example cite"),
    "broken call": ("{{ cite(", "{{ cite((", "8: not a valid macro call: "),
    "missing argument": ('cite("one")', "cite()", "8: cite: missing a required argument: 'name'"),
    "mark below its list": ("{{ sources() }}", '{{ sources() }} {{ cite("one") }}', "14: cite: stands below sources(), expected it above"),
    "no list of sources": ("{{ sources() }}", "", "14: cites, and lists no sources, expected {{ sources() }} at the end"),
    "nothing cited": (TEXT, "Text.", "14: sources: nothing is cited above, expected at least one cite(...) or no sources()"),
    "macro that is not called": ("{{ sources() }}", "{{ sources }}", "14: sources is named, not called, expected {{ sources() }}"),
    "one brace": ("{{ sources() }}", "{ sources() }", "14: one brace before sources(, expected two: {{ sources(...) }}"),
    "unknown group": (TEXT, f'{TEXT}\n\n{{{{ glossary("al") }}}}', "10: glossary: no group of data/areas.yml is called 'al', expected for example all"),
    "terms of the rest": (TEXT, f'{TEXT}\n\n{{{{ glossary("all") }}}}', "10: glossary: every call names groups, expected one glossary() without, for what no other names"),
    "letter on no page": (TEXT, f'{TEXT}\n\n{{{{ glossary() }}}}\n\n{{{{ all_terms("A", "C") }}}}', "12: all_terms: no page lists the terms under 'J', expected an all_terms"),
    "empty box": (TEXT, f'{TEXT}\n\n!!! tip "Exam"\nNot in it.', "10: '!!! tip \"Exam\"' has no text in it, expected lines below it that begin with 4 spaces"),
    "fence that is open": (TEXT, f"{TEXT}\n\n```bash\neb deploy\n", "10: nothing closes this block of code, expected a line of the same marks, as far indented"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_call_is_refused(root, case):
    old, new, message = CASES[case]
    assert old in PAGE, "update this case"
    with pytest.raises(SystemExit, match=f"^Error: {PAGE_FILE}:{re.escape(message)}") as error:
        render(root, PAGE.replace(old, new, 1))
    assert "\n" not in str(error.value)


SPELLINGS = [
    '{{ cite("one") }}',
    "{{ cite('one') }}",
    "{{cite(name='one')}}",
    '{{- cite("one") -}}',
    '{{ cite(\n  "one"\n) }}',
]


@pytest.mark.parametrize("call", SPELLINGS)
def test_a_call_may_be_spelt_in_any_way(root, call):
    """The loader reads the same as the page shows: it once knew one spelling of these."""
    markdown = render(
        root, PAGE.replace('{{ cite("one") }}', call).replace('{{ table("sizes") }}', "{{ table('sizes') }}")
    )
    meta = macros.load.site(root).pages["index.md"]
    assert meta.cites == ("one",) and meta.tables == ("sizes",)
    assert 'href="#source-1"' in markdown and 'id="table-sizes"' in markdown and "A guide" in markdown
