"""Bad input of any kind: refused with one message, or shown as the plain text that it is. No traceback, nothing read as markup.

test_load.py breaks a small repository by hand, hypothesis by the thousand: `EXAMPLES=50 pytest tests/test_input.py` runs fifty times as many.
"""

import os
import re

from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from small import SMALL, find_error, find_error_in

from macros.facts import load, pages
from macros.facts.strict_yaml import decode, parse

FACTOR = int(os.environ.get("EXAMPLES", "1"))


def examples(count):
    return settings(
        max_examples=count * FACTOR, derandomize=FACTOR == 1, database=None, deadline=None, phases=[Phase.generate, Phase.shrink] if FACTOR > 1 else [Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
    )  # fmt: skip


SCALARS = st.sampled_from(
    ["~", "null", "true", "false", "yes", "off", "0", "1", "-1", "5", "1.5", ".5", "1e9", "1.0e+9", "010", "0x1F", "0b1", "1_000", "1:30", ".nan", "-.inf", "99999999999999999999", "2026-11-22", "2026-02-30", "2999-01-01", "0001-01-01", "9999-12-31", "2026-11-22T10:00:00Z", "=", "<<", "!x", "!!str", "*a", "&a", "[]", "{}", "[a]", "{a:\\", "b}", "[[]]", "{page:\\", "index.md}", "''", "'\\0'", '"\\u202e"', '"\\ud800"', "'{{x}}'", "`a", "x:\\", "y", "-", "?", "|", ">", "%", "@", "!", "'"]
) | st.text(max_size=20)  # fmt: skip


@st.composite
def mutations(draw):
    """A file of the small repository, and its text with one to three lines changed."""
    name = draw(st.sampled_from([name for name in SMALL if name.endswith((".yml", ".md", ".svg"))]))
    lines = SMALL[name].splitlines()
    for _ in range(draw(st.integers(1, 3))):
        index = draw(st.integers(0, len(lines) - 1))
        line = lines[index]
        values = list(re.finditer(r"(?<=[:\[,] )[^{\[,}\]]+|(?<=[\[{(])[^{\[,:}\]]+|\w+(?=:)", line))
        kind = draw(st.sampled_from(["drop", "double", "swap", "value", "value", "value", "insert"]))
        if kind == "drop" and len(lines) > 1:
            del lines[index]
        elif kind == "double":
            lines.insert(index, line)
        elif kind == "swap":
            other_index = draw(st.integers(0, len(lines) - 1))
            lines[index], lines[other_index] = lines[other_index], lines[index]
        elif kind == "value" and values:
            match = draw(st.sampled_from(values))
            lines[index] = line[: match.start()] + draw(SCALARS) + line[match.end() :]
        else:
            column = draw(st.integers(0, len(line)))
            lines[index] = line[:column] + draw(SCALARS) + line[column:]
    return name, "\n".join(lines) + "\n"


@examples(300)
@given(mutations())
def test_mutation_is_refused_or_shown(small, mutation):
    """Whatever an author's slip makes of a file, all that a build makes of it either comes out or is refused."""
    name, text = mutation
    find_error_in(small, name, text.encode("utf-8", "surrogatepass"))


@examples(150)
@given(
    raw=st.binary(max_size=200)
    | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.text("[]{}:,-?&*!|>'\"%@`#~ \n\tab1.", max_size=60).map(str.encode)
)
def test_any_bytes_are_read_or_refused(raw):
    find_error(lambda: parse(decode(raw, "x.yml"), "x.yml"))
    find_error(lambda: parse(raw.decode("latin-1"), "x.yml"))
    find_error(pages.read_metadata, raw.decode("latin-1"), "docs/index.md")
    find_error(load._picture, raw.decode("latin-1"), "images/small/small.svg")
