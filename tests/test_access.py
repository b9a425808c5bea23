"""For everyone: the keyboard, a thumb, zoom, and no JavaScript. axe-core runs in test_browser.py, on pages that are open anyway."""

import re

import pytest


@pytest.fixture
def desk(chromium, address):
    page = chromium.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield page
    page.close()


FOCUS = """() => { const e = document.activeElement, s = getComputedStyle(e);
  return {tag: e.tagName, text: (e.textContent || '').trim().slice(0, 40), href: e.getAttribute('href') || '', ring: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== 'none'} }"""


def test_search_by_keyboard(desk, address):
    """`/` or F opens the search, arrows choose, Enter goes, Escape leaves."""
    desk.goto(address)
    desk.keyboard.press("f")
    desk.keyboard.type("immutable deployment")
    # The list is drawn anew for each letter, which would drop the focus: the words of the whole query are in the last one.
    desk.locator(".md-search-result__item:first-child > a:first-child[href*='immutable'][href*='deployment']").wait_for()
    desk.keyboard.press("ArrowDown")
    desk.locator(".md-search-result__item a:focus").wait_for()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/*immutable*/**")
    desk.keyboard.press("f")
    desk.locator("[data-md-toggle=search]:checked").wait_for(state="attached")
    desk.keyboard.press("Escape")
    desk.locator("[data-md-toggle=search]:not(:checked)").wait_for(state="attached")


def test_search_by_address(desk, address):
    """`?q=` opens the search with its answer; leaving it clears the address. Nothing found is said."""
    desk.goto(f"{address}?q=immutable")
    desk.locator(".md-search-result__item a[href*='elastic-beanstalk/immutable/']").first.wait_for()
    desk.locator(".md-search-result__meta[role=status]", has_text=re.compile(r"^The best 10 of \d\d pages$")).wait_for()
    desk.locator(".md-search__input").fill("zzqxwv")
    desk.locator(".md-search-result__meta", has_text="Nothing found").wait_for()
    assert desk.locator(".md-search-result__item").count() == 0
    desk.keyboard.press("Escape")
    desk.wait_for_url(address)


def test_enter_before_the_answer(desk, address):
    """Enter follows the best result of what was typed, also when it comes before the answer."""
    desk.goto(address)
    desk.keyboard.press("/")
    desk.keyboard.type("immutable")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/elastic-beanstalk/immutable/?h=*")


def test_drawer_by_keyboard(chromium, address):
    """Enter opens the drawer, where the page's own link has the focus and the page behind none; Escape closes it."""
    page = chromium.new_page(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
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
    page.close()


def test_to_the_neighbours_by_keyboard(desk, address):
    desk.goto(f"{address}elastic-beanstalk/immutable/")
    desk.keyboard.press("n")
    desk.wait_for_url("**/traffic-splitting/")
    desk.keyboard.press("p")
    desk.wait_for_url("**/immutable/")


def test_code_is_copied(desk, address):
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(f"{address}elastic-beanstalk/immutable/")
    desk.get_by_role("button", name="Copy this code").first.click()
    desk.locator(".said[role=status]", has_text="Copied").wait_for()
    assert desk.evaluate("navigator.clipboard.readText()").endswith("DeploymentPolicy: Immutable")


def test_where_one_reads(desk, address):
    """The table of contents follows; an address leads to a row far down, though tables above it are laid out late."""
    desk.goto(f"{address}elastic-beanstalk/immutable/#when-it-fails")
    desk.locator(".md-sidebar--secondary .md-nav__link--active", has_text="When it fails").wait_for()
    assert desk.locator(".md-sidebar--secondary .md-nav__link--active").count() == 1
    desk.goto(f"{address}compare/")
    row = desk.locator("figure.facts tbody tr").last.get_attribute("id")
    desk.goto(f"{address}compare/#{row}")
    desk.locator(f"tr#{row}:target").wait_for()
    assert 0 <= desk.locator(f"tr#{row}").bounding_box()["y"] < 800


def test_tabs_by_keyboard(desk, address):
    """The tabs take focus and arrows change them."""
    desk.goto(f"{address}cheat-sheets/")
    desk.locator(".tabbed-set > input").first.focus()
    before = desk.locator(".tabbed-block:visible").inner_text()
    desk.keyboard.press("ArrowRight")
    assert desk.locator(".tabbed-block:visible").inner_text() != before


def test_walk_through_a_table_by_keyboard(desk, address):
    """From the search box Tab reaches the links of a wide table's rows, each with a ring; Enter on a row's link copies it."""
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(f"{address}elastic-beanstalk/deployments/")
    desk.locator("#table-deployment-methods tbody a").first.focus()
    seen = []
    for _ in range(40):
        now = desk.evaluate(FOCUS)
        assert now["ring"], now
        seen.append(now["href"])
        if now["href"] == "#deployment-methods-blue-green":
            break
        desk.keyboard.press("Tab")
    assert {"../all-at-once/", "#deployment-methods-all-at-once", "#deployment-methods-blue-green"} <= set(seen)
    desk.keyboard.press("Enter")
    desk.locator(".said[role=status]", has_text="Link copied").wait_for()
    assert desk.evaluate("navigator.clipboard.readText()").endswith("/elastic-beanstalk/deployments/#deployment-methods-blue-green")


def test_permalinks_are_within_reach_of_a_thumb(chromium, address):
    """On a touch screen every permalink is shown, not only under a pointer, and large enough to hit (WCAG: 24 px)."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    for path in ("ecs/roles/", "exam/coverage/"):  # the second has many links in a cell
        page.goto(address + path)
        small = page.evaluate("""() => [...document.querySelectorAll('article a.headerlink, article .run a')].filter(link => {
          const box = link.getBoundingClientRect(); return getComputedStyle(link).opacity < 1 || box.width < 24 || box.height < 24 }).length""")
        assert small == 0, path
    context.close()


def test_zoom(chromium, address):
    """At 400 % (1280 px wide seen as 320) nothing needs sideways scrolling and nothing is lost."""
    page = chromium.new_page(viewport={"width": 320, "height": 256})
    for path in ("", "compare/", "cheat-sheets/", "ecs/task-definition/"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    page.close()


def test_without_javascript(chromium, address):
    """Every word of the page is there; of tabs, the first, and the others on a click, for they need no script."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    for path, words in {"ecs/roles/": "Task role", "compare/": "Deployment methods of Elastic Beanstalk", "elastic-beanstalk/immutable/": "Temporary group"}.items():
        page.goto(address + path)
        page.locator("article").get_by_text(words).locator("visible=true").first.scroll_into_view_if_needed()
    page.goto(f"{address}cheat-sheets/")
    page.locator(".tabbed-labels > label", has_text="Fargate").click(position={"x": 3, "y": 3})
    assert "Fargate runs" in page.locator(".tabbed-block:visible").inner_text()
    context.close()


def test_reduced_motion(chromium, address):
    page = chromium.new_page(reduced_motion="reduce")
    page.goto(address)
    moving = page.evaluate("[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0.01).length")
    page.close()
    assert moving == 0
