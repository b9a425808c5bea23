"""For everyone: the keyboard, a thumb, zoom, and no JavaScript. axe-core runs in test_browser.py, on pages that are open anyway."""

import re

import pytest


@pytest.fixture
def desk(chromium, address):
    page = chromium.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield page
    page.close()


# What is wrong with the ring of what has the focus: "" for nothing, None without a focus. A tab's ring is around all tabs.
RING = """() => {
  const now = document.activeElement
  if (now === document.body) return null
  const shown = now.matches(".tabbed-set > input") ? now.parentElement.querySelector(".tabbed-labels") : now
  const style = getComputedStyle(shown), header = document.querySelector(".md-header").getBoundingClientRect().bottom
  const name = `${now.tagName}.${now.className} ${now.textContent.trim().slice(0, 25)}`
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return `${name}: no ring`
  const wide = Math.max(0, parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset))
  for (const box of [...shown.getClientRects()].filter(box => box.width)) {
    const small = box.height < innerHeight / 2 // what is larger than the screen cannot be seen at once
    const clips = small ? [["the window", new DOMRect(0, 0, innerWidth, innerHeight)]] : []
    for (let around = shown.parentElement; around !== document.body; around = around.parentElement) {
      const { overflowX, contentVisibility } = getComputedStyle(around)
      if (overflowX === "visible" && contentVisibility === "visible") continue
      clips.push([around.className, around.getBoundingClientRect()])
    }
    for (const [what, edge] of clips) {
      const over = [edge.left - box.left, box.right - edge.right, edge.top - box.top, box.bottom - edge.bottom]
      const cut = Math.max(...over) + wide
      if (cut > .6) return `${name}: ${cut} px cut off by ${what}`
    }
    if (small && !shown.closest(".md-header, .md-skip") && box.top < header - 1) return `${name}: behind the header`
  }
  return ""
}"""


# Forwards, and where the header may hide what comes from below, backwards.
WALKS = [
    ("", 1280, ["Tab"]),
    ("elastic-beanstalk/rolling/", 1280, ["Tab", "Shift+Tab"]),
    ("compute/cheat-sheets/", 360, ["Tab"]),
]


@pytest.mark.parametrize(("path", "width", "keys"), WALKS)
def test_a_ring_on_everything(chromium, address, path, width, keys):
    """Tab through the page: skip link, header, search, sidebars, tabs, buttons, tables, code, footer."""
    page = chromium.new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page.goto(address + path)
    wrong, stops = set(), 0
    for key in keys:
        for _ in range(500):
            page.keyboard.press(key)
            found = page.evaluate(RING)
            if found is None:
                break
            wrong, stops = wrong | {found}, stops + 1
    page.close()
    assert stops > 15
    assert wrong == {""}


def test_search_by_keyboard(desk, address):
    """Control and K, as the box says, open the search, arrows choose, Enter goes, Escape leaves."""
    desk.goto(address)
    assert desk.locator(".md-search__key:visible").inner_text() == "Ctrl K"
    desk.keyboard.press("Control+k")
    desk.keyboard.type("immutable deployment")
    # The list is drawn anew for each letter, which would drop the focus: the words of the whole query are in the last one.
    desk.locator(
        ".md-search-result__item:first-child > a:first-child[href*='immutable'][href*='deployment']"
    ).wait_for()
    desk.keyboard.press("ArrowDown")
    desk.locator(".md-search-result__item a:focus").wait_for()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/*immutable*/**")
    desk.keyboard.press("Control+k")
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
    desk.keyboard.press("Control+k")
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


def test_letters_alone_do_nothing(desk, address):
    """Words said to a voice, or typed by a slip, with nothing focused, leave all as it is (WCAG 2.1.4)."""
    desk.goto(f"{address}elastic-beanstalk/immutable/")
    desk.keyboard.type("next, previous. find / search ? slash copy this code kK 0123456789 #'-+*")
    assert desk.url == f"{address}elastic-beanstalk/immutable/"
    assert desk.locator(":checked:is(.md-toggle[id=__search], [id=__drawer])").count() == 0
    assert desk.locator(".md-search__input").input_value() == ""
    assert desk.evaluate("document.activeElement === document.body")


# What lies over a phone's page: how it is opened, what is seen then, and a link in it to another page.
COVERS = {
    "drawer": (
        "label[for=__drawer] [role=button]",
        ".md-sidebar--primary .md-nav__link--active",
        ".md-sidebar--primary a[href$='all-at-once/']",
    ),
    "search": (".md-header label[for=__search] [role=button]", ".md-search-result__meta", ".md-search-result__item a"),
}


@pytest.mark.parametrize("name", COVERS)
def test_back_closes_what_lies_over_a_phone(chromium, address, name):
    """Going back closes drawer or search and stays on the page; after closing it, or leaving by it, nothing is in the way back."""
    button, seen, link = COVERS[name]
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address)
    page.goto(here := f"{address}elastic-beanstalk/immutable/")
    checked = f"[data-md-toggle={name}]:checked"

    def cover():
        page.locator(button).press("Enter")
        page.locator(checked).wait_for(state="attached")
        page.locator(seen).locator("visible=true").first.wait_for()

    cover()
    page.go_back()
    page.locator(checked).wait_for(state="detached")
    assert page.url == here and page.locator("article h1").is_visible()
    cover()
    page.keyboard.press("Escape")
    page.locator(checked).wait_for(state="detached")
    page.wait_for_function("!history.state")
    cover()
    if name == "search":
        page.keyboard.type("all at once")
    page.locator(link).locator("visible=true").first.click()
    page.wait_for_url(lambda url: url.partition("?")[0] not in (here, address))
    page.go_back()
    page.wait_for_url(here)
    assert page.locator(checked).count() == 0
    page.go_back()
    page.wait_for_url(address)
    context.close()


def test_what_is_closed_opens(desk, address):
    """An address opens all that its target lies in: a tab in what is folded in a tab, none of them the first."""
    desk.goto(f"{address}containers/cheat-sheets/")
    desk.evaluate("""() => {
      const last = document.querySelector('.tabbed-block:last-child')
      last.insertAdjacentHTML('beforeend', `<details><summary>a</summary><div class="tabbed-set">
        <input type="radio" name="in" checked><input type="radio" name="in"><div class="tabbed-labels"></div>
        <div class="tabbed-content"><div class="tabbed-block"></div><div class="tabbed-block"><p id="deep">c</p></div></div></div></details>`)
      location.hash = 'deep'
    }""")
    for _ in range(2):
        desk.locator("#deep:target").wait_for()
        assert 0 < desk.locator("#deep").bounding_box()["y"] < 800
        # Closed again, the same address opens it again.
        desk.evaluate(
            "document.querySelector('details').open = false; document.querySelector('.tabbed-set > input').checked = true"
        )
        desk.evaluate("document.querySelector('article h1').innerHTML = '<a href=\"#deep\">d</a>'")
        desk.locator("article h1 a").click()


def test_a_copied_address_is_the_page_s_own(desk, address):
    """The words of a search by which a reader came are no part of what is copied."""
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(f"{address}elastic-beanstalk/deployments/?h=rolling#options")
    desk.locator("tbody .headerlink").first.click()
    desk.locator(".said[role=status]", has_text="Link copied").wait_for()
    assert re.fullmatch(
        rf"{address}elastic-beanstalk/deployments/#[a-z-]+", desk.evaluate("navigator.clipboard.readText()")
    )
    assert desk.locator("link[rel=canonical]").get_attribute("href").endswith("/elastic-beanstalk/deployments/")


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
    desk.goto(f"{address}compute/comparisons/")
    row = desk.locator("figure.facts tbody tr").last.get_attribute("id")
    desk.goto(f"{address}compute/comparisons/#{row}")
    desk.locator(f"tr#{row}:target").wait_for()
    assert 0 <= desk.locator(f"tr#{row}").bounding_box()["y"] < 800


def test_tabs_by_keyboard(desk, address):
    """The tabs take focus and arrows change them."""
    desk.goto(f"{address}containers/cheat-sheets/")
    desk.locator(".tabbed-set > input").first.focus()
    before = desk.locator(".tabbed-block:visible").inner_text()
    desk.keyboard.press("ArrowRight")
    assert desk.locator(".tabbed-block:visible").inner_text() != before


def test_walk_through_a_table_by_keyboard(desk, address):
    """Of the rows' permalinks Tab reaches the first, and arrows lead from it to the others; Enter copies one."""
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(f"{address}elastic-beanstalk/deployments/")
    desk.locator("#table-deployment-methods tbody a").first.focus()
    now = "document.activeElement.getAttribute('href')"
    seen = [desk.keyboard.press("Tab") or desk.evaluate(now) for _ in range(8)]
    assert [link for link in seen if link.startswith("#deployment-methods-")] == ["#deployment-methods-all-at-once"]
    assert "../rolling/" in seen
    desk.locator("#table-deployment-methods .headerlink").first.focus()
    for _ in range(9):
        desk.keyboard.press("ArrowDown")
    assert desk.evaluate(now) == "#deployment-methods-blue-green"
    desk.keyboard.press("Enter")
    desk.locator(".said[role=status]", has_text="Link copied").wait_for()
    assert desk.evaluate("navigator.clipboard.readText()").endswith(
        "/elastic-beanstalk/deployments/#deployment-methods-blue-green"
    )


# What Tab stops at in the article, and how much of its height proof takes.
STOPS = """[...document.querySelectorAll('article :is(a[href], button, input, summary, [tabindex])')]
  .filter(one => one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true})).length"""
PROOF = """[...document.querySelectorAll('article :is(.proof, .changed, #sources)')].filter(one => !one.closest('details details'))
  .reduce((sum, one) => sum + one.getBoundingClientRect().height, 0) / document.querySelector('article').getBoundingClientRect().height"""


def test_facts_first_and_proof_one_key_away(desk, address):
    """Proof is folded; the mark of a fact opens it, and so does its line, by one key each."""
    desk.goto(f"{address}lambda/event-sources/")
    assert desk.evaluate(STOPS) <= 80
    desk.goto(f"{address}lambda/limits/")
    assert desk.evaluate(PROOF) <= 0.12
    assert desk.locator("article details[open]").count() == 0
    desk.locator("#table-lambda-limits tbody sup a").first.press("Enter")
    desk.locator("#lambda-limits-source-a:target a").wait_for()
    desk.locator("article p sup a").first.press("Enter")
    desk.locator("#source-1:target a").wait_for()
    desk.locator("details.changed > summary").first.press("Enter")
    desk.locator("details.changed[open] > p").first.wait_for()


PHONE = """() => {
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


def test_a_phone_reads_like_a_desk(chromium, address):
    """Short tables stay tables and fit, else values have 60 % of the width; small headings; the site's whole name."""
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    cards, tables = 0, []
    for path in ("lambda/event-sources/", "exam/domains/", "s3/events/", "databases/comparisons/"):
        page.goto(address + path)
        seen = page.evaluate(PHONE)
        assert seen["heading"] <= 30 and seen["marks"] == 0 and seen["name"] <= 0, path
        assert seen["narrow"] == [] and [one for one in seen["tables"] if one[1:] != [0, "table-row"]] == [], path
        cards, tables = cards + seen["cards"], [*tables, *seen["tables"]]
    assert cards > 50 and len(tables) > 5
    page.close()


def test_permalinks_are_within_reach_of_a_thumb(chromium, address):
    """On a touch screen every permalink is shown, not only under a pointer, and large enough to hit (WCAG: 24 px)."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    for path in ("ecs/roles/", "exam/coverage/"):  # the second has many links in a cell
        page.goto(address + path)
        small = page.evaluate("""() => [...document.querySelectorAll('article :is(h2, h3, h4, tr, dt) a.headerlink, article .run a')].filter(link => {
          const box = link.getBoundingClientRect(); return getComputedStyle(link).opacity < 1 || box.width < 24 || box.height < 24 }).length""")
        assert small == 0, path
    context.close()


def test_zoom(chromium, address):
    """At 400 % (1280 px wide seen as 320) nothing needs sideways scrolling and nothing is lost."""
    page = chromium.new_page(viewport={"width": 320, "height": 256})
    for path in ("", "compute/comparisons/", "compute/cheat-sheets/", "ecs/task-definition/"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    page.close()


def test_without_javascript(chromium, address):
    """Every word of the page is there; of tabs, the first, and the others on a click, for they need no script."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    for path, words in {
        "ecs/roles/": "Task role",
        "compute/comparisons/": "Deployment methods of Elastic Beanstalk",
        "elastic-beanstalk/immutable/": "Temporary group",
    }.items():
        page.goto(address + path)
        page.locator("article").get_by_text(words).locator("visible=true").first.scroll_into_view_if_needed()
    page.goto(f"{address}containers/cheat-sheets/")
    page.locator(".tabbed-labels > label", has_text="Fargate").click(position={"x": 3, "y": 3})
    assert "Fargate runs" in page.locator(".tabbed-block:visible").inner_text()
    context.close()


def test_reduced_motion(chromium, address):
    page = chromium.new_page(reduced_motion="reduce")
    page.goto(address)
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0.01).length"
    )
    page.close()
    assert moving == 0


LISTS = """[...document.querySelectorAll('ul, ol')]
  .filter(list => getComputedStyle(list).listStyleType === 'none' && !list.closest('nav, [role=list]')).map(list => list.outerHTML.slice(0, 80))"""


def test_lists_stay_lists(desk, address):
    """Safari takes a list without marks for none, unless it stands in a navigation, says its role, or has an empty mark."""
    for path in (
        "?q=immutable",
        "compute/comparisons/",
        "elastic-beanstalk/in-place/",
        "compute/cheat-sheets/",
        "compute/",
        "how-checked/",
    ):
        desk.goto(address + path)
        assert desk.evaluate(LISTS) == [], path
