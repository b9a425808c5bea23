"""On a phone: what lies over a page, tables that stay tables, room for a thumb, zoom."""

import pytest


def test_drawer_by_keyboard(new_page, address):
    """Enter opens the drawer, where the page's own link has the focus and the page behind none; Escape closes it."""
    page = new_page(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page.goto(f"{address}elastic-beanstalk/immutable/")
    assert page.locator(".md-sidebar--primary a:visible").count() == 0
    button = page.locator("label[for=__drawer] [role=button]")
    button.focus()
    page.keyboard.press("Enter")
    page.locator(".md-sidebar--primary a", has_text="Deployment policies").wait_for()
    assert page.locator(".md-content[inert]").count() == 1
    assert page.evaluate("document.activeElement.closest('.md-sidebar--primary') !== null")
    page.keyboard.press("Escape")
    page.locator(".md-sidebar--primary a", has_text="Deployment policies").wait_for(state="hidden")
    assert page.locator(".md-content[inert]").count() == 0
    assert button.evaluate("button => button === document.activeElement")


# What lies over a phone's page: the button that opens it, what is then seen, and a link in it to another page.
OVERLAYS = {
    "drawer": (
        "label[for=__drawer] [role=button]",
        ".md-sidebar--primary .md-nav__link--active",
        ".md-sidebar--primary a[href$='all-at-once/']",
    ),
    "search": (".md-header label[for=__search] [role=button]", ".md-search-result__meta", ".md-search-result__item a"),
}


@pytest.mark.parametrize("name", OVERLAYS)
def test_back_closes_what_lies_over_a_phone(new_page, address, name):
    """Going back closes drawer or search and stays on the page; after closing it, or leaving by it, nothing is in the way back."""
    button, content, link = OVERLAYS[name]
    page = new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page.goto(address)
    page.goto(current := f"{address}elastic-beanstalk/immutable/")
    checked = f"[data-md-toggle={name}]:checked"

    def open_overlay():
        page.locator(button).press("Enter")
        page.locator(checked).wait_for(state="attached")
        page.locator(content).locator("visible=true").first.wait_for()

    open_overlay()
    page.go_back()
    page.locator(checked).wait_for(state="detached")
    assert page.url == current and page.locator("article h1").is_visible()
    open_overlay()
    page.keyboard.press("Escape")
    page.locator(checked).wait_for(state="detached")
    page.wait_for_function("!history.state")
    open_overlay()
    if name == "search":
        page.keyboard.type("all at once")
    page.locator(link).locator("visible=true").first.click()
    page.wait_for_url(lambda url: url.partition("?")[0] not in (current, address))
    page.go_back()
    page.wait_for_url(current)
    assert page.locator(checked).count() == 0
    page.go_back()
    page.wait_for_url(address)


MEASURES = """() => {
  for (const figure of document.querySelectorAll('figure.facts')) figure.style.contentVisibility = 'visible'
  const rows = [...document.querySelectorAll('.facts--cards tbody tr')]
  const wide = row => Math.min(...[...row.querySelectorAll('td > *')].map(value => value.getBoundingClientRect().width)) / row.getBoundingClientRect().width
  const name = document.querySelector('.md-header__topic .md-ellipsis')
  return {
    cards: rows.length,
    narrow: rows.filter(row => wide(row) < .6).map(row => row.id),
    tables: [...document.querySelectorAll('.facts:not(.facts--cards)')].map(one => [one.id, one.scrollWidth - one.clientWidth, getComputedStyle(one.querySelector('tr')).display]),
    heading: parseFloat(getComputedStyle(document.querySelector('h1')).fontSize),
    marks: [...document.querySelectorAll('h1 .headerlink')].filter(one => one.getClientRects().length).length,
    name: name.scrollWidth - name.clientWidth,
  }
}"""


def test_a_phone_reads_like_a_desk(new_page, address):
    """Short tables stay tables and fit, else values have 60 % of the width; small headings; the site's whole name."""
    page = new_page(viewport={"width": 360, "height": 740})
    cards, tables = 0, []
    for path in ("lambda/event-sources/", "exam/domains/", "s3/events/", "databases/comparisons/"):
        page.goto(address + path)
        measures = page.evaluate(MEASURES)
        assert measures["heading"] <= 30 and measures["marks"] == 0 and measures["name"] <= 0, path
        assert (
            measures["narrow"] == [] and [table for table in measures["tables"] if table[1:] != [0, "table-row"]] == []
        ), path
        cards, tables = cards + measures["cards"], [*tables, *measures["tables"]]
    assert cards > 50 and len(tables) > 5


def test_permalinks_are_within_reach_of_a_thumb(new_page, address):
    """On a touch screen every permalink is shown, not only under a pointer, and large enough to hit (WCAG: 24 px)."""
    page = new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    for path in ("ecs/roles/", "exam/coverage/"):  # the second has many links in a cell
        page.goto(address + path)
        small = page.evaluate("""() => [...document.querySelectorAll('article :is(h2, h3, h4, tr, dt) a.headerlink, article .run a')].filter(link => {
          const box = link.getBoundingClientRect(); return getComputedStyle(link).opacity < 1 || box.width < 24 || box.height < 24 }).length""")
        assert small == 0, path


def test_zoom_loses_nothing(new_page, address):
    """At 400 % (1280 px wide seen as 320) nothing needs sideways scrolling and nothing is lost."""
    page = new_page(viewport={"width": 320, "height": 256})
    for path in ("", "compute/comparisons/", "compute/cheat-sheets/", "ecs/task-definition/"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
