"""What a reader meets in a real browser, on a phone and at a desk, in light and in dark."""

import os
import re
import zlib
from importlib.resources import files

import pytest
from conftest import ROOT, launch, record_faults

PAGES = sorted(path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))
SETTINGS = [(1280, "light"), (360, "dark")]
PHONE = (360, "light")
# With PAGES=all, as in the nightly run, every page is asked in every setting; else one page of each kind.
EVERY = os.environ.get("PAGES") == "all"
KINDS = [
    "index.md",
    "tools/index.md",
    "containers/cheat-sheets.md",
    "analytics/terms.md",
    "elastic-beanstalk/deployments.md",
    "walkthrough/create.md",
    "x-ray/segments.md",
    "practice/task-2-1.md",
]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The second is WCAG 2.5.3, which axe-core still calls an experiment.
RUN = f"""async () => (await axe.run(document, {{resultTypes: ['violations'], runOnly: {TAGS},
  rules: {{'label-content-name-mismatch': {{enabled: true}}}}}})).violations
  .map(found => found.id + ': ' + found.nodes.map(node => node.html.slice(0, 120)).slice(0, 3).join(' | '))"""
WIDER = """() => [...document.querySelectorAll('article *')].filter(e => {
  if (e.closest('pre, svg, figure.picture, .tabbed-labels, .highlight, details.changed > summary')) return false;
  const box = e.getBoundingClientRect(), frame = document.querySelector('article').getBoundingClientRect();
  return box.width > 1 && box.height > 1 && (box.right > frame.right + 5 || box.left < frame.left - 25);
}).map(e => e.tagName + ': ' + e.textContent.slice(0, 60))"""

CURRENT = """() => [...document.querySelectorAll('.md-sidebar--primary [aria-current]')]
  .filter(link => link.getClientRects().length).length"""
# From the last thing in the article to the footer, in pixels.
GAP = """() => document.querySelector('.md-footer').getBoundingClientRect().top
  - Math.max(...[...document.querySelectorAll('article > *')].map(part => part.getBoundingClientRect().bottom))"""
# A box that scrolls though all of it would fit, and the colours of the bars of the others.
BARS = """() => {
  const boxes = [...document.querySelectorAll('.md-sidebar__scrollwrap')].filter(box => box.clientHeight)
  const more = boxes.filter(box => box.scrollHeight > box.clientHeight || box.scrollWidth > box.clientWidth)
  const full = box => box.clientHeight + 1 > parseFloat(getComputedStyle(box).maxHeight) && box.scrollWidth <= box.clientWidth
  return [more.filter(box => !full(box)).map(box => `${box.scrollHeight} over ${box.clientHeight}`),
          more.filter(full).map(box => getComputedStyle(box).scrollbarColor.split(') ')[0] + ')')]
}"""
SCROLLING = """() => [...document.querySelectorAll('figure.facts')].filter(figure => {
  figure.style.contentVisibility = 'visible';  // laid out now, not when it comes near
  return figure.scrollWidth > figure.clientWidth;
}).map(figure => figure.textContent.slice(0, 60))"""


# Safari takes a list without marks for none, unless it stands in a navigation, says its role, or has an empty mark.
LISTS = """() => [...document.querySelectorAll('ul, ol')]
  .filter(list => getComputedStyle(list).listStyleType === 'none' && !list.closest('nav, [role=list]')).map(list => list.outerHTML.slice(0, 80))"""
# For a reader who wants less of it, nothing moves.
MOVING = """() => [...document.querySelectorAll('*')]
  .filter(e => parseFloat(getComputedStyle(e).transitionDuration) > .01).map(e => e.outerHTML.slice(0, 80))"""


def web(page: str) -> str:
    return re.sub(r"(^|/)index/$", r"\1", page.removesuffix(".md") + "/").removeprefix("/")


def setting(width_and_scheme):
    return f"{width_and_scheme[0]}-{width_and_scheme[1]}"


def open_tab(chromium, width, scheme):
    """An empty browser tab that keeps errors in `tab.faults` and its colour scheme in `tab.scheme`."""
    page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    record_faults(page, "http://127.0.0.1").scheme = scheme
    return page


@pytest.fixture(params=SETTINGS, ids=setting)
def tab(request, chromium):
    """A tab of a reader who comes for the first time."""
    page = open_tab(chromium, *request.param)
    yield page
    page.close()


@pytest.fixture(scope="module")
def tabs(chromium):
    """By setting, a tab of a reader who goes from page to page: a new one takes as long as a page."""
    return {width_and_scheme: open_tab(chromium, *width_and_scheme) for width_and_scheme in (*SETTINGS, PHONE)}


@pytest.fixture(params=SETTINGS, ids=setting)
def used_tab(request, tabs):
    """One of `tabs`, with no fault yet."""
    tabs[request.param].faults.clear()
    return tabs[request.param]


def visit(tab, address, page, axe=True):
    """Open `page`; no console error, no foreign request, nothing missing, no sideways scrolling, nothing cut off, nothing for axe-core."""
    tab.goto(address + (page if page == "404.html" else web(page)), wait_until="load")
    assert tab.faults == []
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert tab.evaluate(SCROLLING) == []
    assert tab.evaluate(WIDER) == []
    assert tab.evaluate(GAP) >= 24
    if tab.viewport_size["width"] == 1280 and page != "404.html":
        assert tab.evaluate(CURRENT) == 1, "the page's own link in the navigation"
    if axe:
        assert tab.evaluate(LISTS) == tab.evaluate(MOVING) == []
        tab.evaluate(AXE)
        assert tab.evaluate(RUN) == []


@pytest.mark.parametrize("page", [*PAGES, "404.html"] if EVERY else [*KINDS, "404.html"])
def test_page_has_no_fault(used_tab, address, page):
    """In the other scheme the layout is the same, and the contrast another."""
    visit(used_tab, address, page)
    name, other = ("slate", "dark") if used_tab.scheme == "light" else ("default", "light")
    used_tab.emulate_media(color_scheme=other)
    used_tab.locator(f"body[data-md-color-scheme={name}]").wait_for()
    assert used_tab.evaluate(RUN) == []
    used_tab.emulate_media(color_scheme=used_tab.scheme)


# The others: each some time when its text is another.
SOME = [page for page in PAGES if zlib.crc32((ROOT / "docs" / page).read_bytes()) % 24 == 0]


@pytest.mark.skipif(EVERY, reason="each page is visited")
def test_some_pages_on_a_phone(tabs, address):
    """Nothing is cut off on a twenty-fourth of the pages."""
    tabs[PHONE].faults.clear()
    for page in SOME:
        visit(tabs[PHONE], address, page, axe=False)


def test_axe_finds_a_planted_fault(tabs, address):
    tab = tabs[PHONE]
    tab.goto(address)
    tab.evaluate(
        "document.querySelector('article h1').insertAdjacentHTML('afterend', '<img src=\"data:,\"><a href=\"#\"></a>')"
    )
    tab.evaluate(AXE)
    assert {violation.split(":")[0] for violation in tab.evaluate(RUN)} >= {"image-alt", "link-name"}


def test_no_scroll_bar_without_need(address, playwright):
    """Where scroll bars are always shown, a sidebar has one if it is longer than the screen, in the colour of a rule."""
    chromium = launch(playwright, ignore_default_args=["--hide-scrollbars"])
    page = chromium.new_page(viewport={"width": 1366, "height": 768}, color_scheme="dark")
    bars = {}
    for path in KINDS:
        page.goto(address + web(path))
        bars[path] = page.evaluate(BARS)
    rule = page.evaluate("document.body.style.color = 'var(--rule)', getComputedStyle(document.body).color")
    chromium.close()
    assert {path: needless for path, (needless, _) in bars.items() if needless} == {}
    assert {colour for _, colours in bars.values() for colour in colours} == {rule}


def test_the_scheme_can_be_chosen(tab, address):
    """The page follows the system's scheme, the button goes to the other, to the same and back; a choice is kept."""
    tab.goto(address)
    ink = "getComputedStyle(document.querySelector('article h1')).color"
    paper = "getComputedStyle(document.body).backgroundColor"
    before = tab.evaluate(ink), tab.evaluate(paper)
    own, other = ("default", "slate") if tab.viewport_size["width"] == 1280 else ("slate", "default")
    assert tab.locator("body").get_attribute("data-md-color-scheme") == own
    tab.locator("[data-md-component=palette] button").click()
    tab.locator(f"body[data-md-color-scheme={other}]").wait_for()
    assert tab.evaluate(ink) != before[0] and tab.evaluate(paper) != before[1]
    assert tab.evaluate("document.querySelector('meta[name=theme-color]').content") == tab.evaluate(paper)
    tab.reload()
    tab.locator(f"body[data-md-color-scheme={other}]").wait_for()
    button, names = tab.locator("[data-md-component=palette] button"), {"default": "light", "slate": "dark"}
    for name, scheme in (names[other], other), (names[own], own), ("as the system", own):
        assert button.get_attribute("title") == f"Colours: {name}" and button.locator("svg:visible").count() == 1
        tab.locator(f"body[data-md-color-scheme={scheme}]").wait_for()
        button.click()
    assert tab.faults == []


def test_an_address_opens_its_tab(tab, address):
    """`#fargate` opens that tab; a click on another one shows that, and says so in the address."""
    tab.goto(f"{address}containers/cheat-sheets/#fargate")
    tab.locator(".tabbed-set > input#fargate:checked").wait_for(state="attached")
    visible_block = tab.locator(".tabbed-block:visible")
    before = visible_block.inner_text()
    tab.locator(".tabbed-labels label", has_text="ECS and ECR").click()
    assert visible_block.count() == 1 and visible_block.inner_text() != before
    assert tab.url.endswith("#ecs-and-ecr") and tab.faults == []


def test_a_picture_has_contrast_in_each_scheme(tab, address):
    """The drawing's ink stands out from the paper in both schemes (WCAG: 4.5 for text)."""
    tab.goto(f"{address}elastic-beanstalk/immutable/")
    contrast = tab.evaluate("""() => {
      const light = rgb => { const [r, g, b] = rgb.match(/\\d+/g).map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 });
        return .2126 * r + .7152 * g + .0722 * b };
      const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05) };
      const paper = getComputedStyle(document.body).backgroundColor;
      const fill = (text, box) => ratio(getComputedStyle(document.querySelector(text)).fill, getComputedStyle(document.querySelector(box)).fill);
      return [ratio(getComputedStyle(document.querySelector('.picture text')).fill, paper), fill('.p-word-new', '.p-new'), fill('.p-word-old', '.p-old')] }""")
    assert min(contrast) >= 4.5, contrast


# Words in an address, and the words of deployments/ that are marked for them.
MARKED = {
    "immutable": {"immutable"}, "%22a%22": set(), "%": {"%"}, "%FF": set(), "(": {"("}, "a{2}": set(), "\\": set(), ".": {"."},
    "%F0%9F%92%A9": set(), "<b>": set(), "&lt;": set(), "balancer's": {"balancer’s"}, "rolling update": {"rolling update", "rolling", "update"},
    "load-balanced": {"load-balanced"}, "": set(), "a" * 5000: set(),
}  # fmt: skip


def test_any_words_in_an_address(tabs, address):
    """`?h=` marks what it finds or nothing; all else of the page works and is as it was."""
    page, original = tabs[SETTINGS[0]], None
    for words, marked in {"": set(), **MARKED}.items():
        page.faults.clear()
        page.goto(f"{address}elastic-beanstalk/deployments/?h={words}")
        assert page.faults == [], words
        text = page.evaluate("document.querySelector('article').textContent")
        original = original or text
        assert text == original, words
        marks = {mark.lower() for mark in page.locator("article mark").all_text_contents()}
        assert marks <= marked and bool(marks) == bool(marked), (words, marks)
        assert page.locator("kbd.md-search__key").count() == 1, words
