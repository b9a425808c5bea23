"""The search box: what it fetches, shows, corrects and opens."""

import re

import pytest
from conftest import record_faults


@pytest.mark.parametrize("width", [1280, 360])
def test_the_index_is_fetched_when_somebody_searches(new_page, address, width):
    """Nothing of the search is fetched before somebody searches, and then what all searches need, once."""
    page = new_page(viewport={"width": width, "height": 800})
    fetched = []
    page.on("request", lambda request: fetched.append(request.url.removeprefix(address)))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert [url for url in fetched if "search" in url] == []
    if width < 960:
        page.locator("label.md-header__button[for=__search]").click()
    else:
        page.keyboard.press("Control+k")
    page.locator(".md-search-result__meta", has_text="Type to start").wait_for()
    assert page.locator(".md-search-result__item button").count() == 3
    assert [url.partition("?")[0] for url in fetched if "search" in url] == ["assets/search.js", "search/index.json"]


# What is typed, where Enter leads, and what is marked there.
TYPED = [
    ("containercommands", "elastic-beanstalk/linux-server/#commands-or-container-commands", "container_commands"),
    (".ebextensions", "elastic-beanstalk/configuration-files/", "ebextensions"),
    ("xamzntraceid", "x-ray/traces/#the-tracing-header", "Amzn"),
    ("169.254.169.254", "ec2/metadata/", "169.254.169.254"),
    ("cicruit breaker", "ecs/scaling/#circuit-breaker", "circuit breaker"),
    ("immut", "elastic-beanstalk/immutable/", "Immutable"),
    ("what is the passing score", "exam/#how-it-is-scored", "pass"),
]


@pytest.fixture(scope="module")
def box(chromium):
    """A tab that keeps errors in `box.faults`."""
    page = record_faults(chromium.new_page(), "http://127.0.0.1")
    yield page
    page.close()


@pytest.mark.parametrize(("typed", "location", "mark"), TYPED)
def test_enter_opens_the_best_section(box, address, typed, location, mark):
    """Enter opens the best section with the words marked, and nothing goes wrong on the way."""
    box.faults.clear()
    box.goto(address + "how-checked/")
    # All but the last letter at once, so that the first list is the list for the whole query.
    box.locator("input.md-search__input").fill(typed[:-1])
    box.keyboard.type(typed[-1])
    target, _, section = location.partition("#")
    link = box.locator(".md-search-result__item").first.locator("a").first
    box.wait_for_function(
        "start => document.querySelector('.md-search-result__item > a')?.href.split(/[?#]/)[0] === start",
        arg=address + target,
        timeout=10_000,
    )
    assert link.inner_text()
    assert box.locator(".md-search-result mark").count() > 0
    box.keyboard.press("Enter")
    box.wait_for_url(lambda url: url.startswith(address + target + "?h="))
    assert box.url.partition("#")[2] in ("", section) if section else True
    box.locator("mark[data-md-highlight]").first.wait_for(state="attached")
    assert mark.lower() in [text.lower() for text in box.locator("mark[data-md-highlight]").all_text_contents()]
    assert box.faults == []


# What is typed, and what an excerpt says.
EXCERPTS = [
    ("72% answers right", "Older courses say that 72% of the answers have to be right"),
    ("layers of a function", "Layers of a function up to 5 layers"),
    ("function-response-types", "--function-response-types ReportBatchItemFailures"),
]


@pytest.mark.parametrize(("typed", "excerpt"), EXCERPTS)
def test_an_excerpt_shows_what_was_asked_for(box, address, typed, excerpt):
    """What was so is told as such, a row begins at its name, and of a long sample the line that was asked for is shown."""
    box.goto(address)
    box.locator("input.md-search__input").fill(typed)
    box.locator(".md-search-result__item p", has_text=excerpt).first.wait_for()


def test_a_correction_is_said_and_can_be_undone(box, address):
    """The box says what it looked for instead, looks for the words as typed when told to, and names each page's service."""
    box.goto(address)
    box.keyboard.press("Control+k")
    box.locator("input.md-search__input").fill("")
    box.locator(".md-search-result__item button").first.click()
    box.locator(".md-search-result__item a").first.wait_for()
    box.locator("input.md-search__input").fill("farget sizes")
    box.locator(".md-search-result__meta", has_text="Showing results for fargate sizes").wait_for()
    assert box.locator(".md-search-result__item small").first.inner_text() == "Containers › Fargate"
    box.locator(".md-search-result__meta button", has_text="Search for farget sizes instead").click()
    box.locator(".md-search-result__meta", has_text=re.compile("^(The best|Nothing|[0-9])")).wait_for()
    # Another page of the tab begins with the same words.
    box.goto(address + "fargate/")
    box.keyboard.press("Control+k")
    assert box.locator("input.md-search__input").input_value() == "farget sizes"
