"""For everyone: the keyboard, a thumb, zoom, and no JavaScript. axe-core runs in test_browser.py, on pages that are open anyway."""

import re

import pytest


@pytest.fixture
def desk(new_page):
    return new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")


# The fault of the ring around what has the focus: "" for none, None without a focus. A tab's ring is around all tabs.
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
def test_all_that_has_the_focus_has_a_ring(new_page, address, path, width, keys):
    """Tab through the page: skip link, header, search, sidebars, tabs, buttons, tables, code, footer."""
    page = new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page.goto(address + path)
    faults, stops = set(), 0
    for key in keys:
        for _ in range(500):
            page.keyboard.press(key)
            fault = page.evaluate(RING)
            if fault is None:
                break
            faults, stops = faults | {fault}, stops + 1
    assert stops > 15
    assert faults == {""}


def test_search_by_keyboard(desk, address):
    """Control and K, as the box says, open the search, arrows choose, Enter goes."""
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


def test_letters_alone_do_nothing(desk, address):
    """Words said to a voice, or typed by a slip, with nothing focused, leave all as it is (WCAG 2.1.4)."""
    desk.goto(f"{address}elastic-beanstalk/immutable/")
    desk.keyboard.type("next, previous. find / search ? slash copy this code kK 0123456789 #'-+*")
    assert desk.url == f"{address}elastic-beanstalk/immutable/"
    assert desk.locator(":checked:is(.md-toggle[id=__search], [id=__drawer])").count() == 0
    assert desk.locator(".md-search__input").input_value() == ""
    assert desk.evaluate("document.activeElement === document.body")


def test_an_address_opens_what_is_closed(desk, address):
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


def test_a_permalink_and_a_sample_are_copied(desk, address):
    """A permalink without the words of a search by which a reader came, and a sample."""
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(f"{address}elastic-beanstalk/deployments/?h=rolling#options")
    desk.locator("tbody .headerlink").first.press("Enter")
    desk.locator(".said[role=status]", has_text="Link copied").wait_for()
    assert re.fullmatch(
        rf"{address}elastic-beanstalk/deployments/#[a-z-]+", desk.evaluate("navigator.clipboard.readText()")
    )
    desk.goto(f"{address}elastic-beanstalk/immutable/")
    desk.get_by_role("button", name="Copy this code").first.click()
    desk.locator(".said[role=status]", has_text="Copied").wait_for()
    assert desk.evaluate("navigator.clipboard.readText()").endswith("DeploymentPolicy: Immutable")


def test_walk_through_a_table_by_keyboard(desk, address):
    """Of the rows' permalinks Tab reaches the first, and arrows lead from it to the others."""
    desk.goto(f"{address}elastic-beanstalk/deployments/")
    desk.locator("#table-deployment-methods tbody a").first.focus()
    focused = "document.activeElement.getAttribute('href')"
    stops = [desk.keyboard.press("Tab") or desk.evaluate(focused) for _ in range(8)]
    assert [link for link in stops if link.startswith("#deployment-methods-")] == ["#deployment-methods-all-at-once"]
    assert "../rolling/" in stops
    desk.locator("#table-deployment-methods .headerlink").first.focus()
    for _ in range(9):
        desk.keyboard.press("ArrowDown")
    assert desk.evaluate(focused) == "#deployment-methods-blue-green"


# How many stops Tab makes in the article, and which part of its height proof takes.
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


def test_without_javascript(new_page, address):
    """Every word of the page is there; of tabs, the first, and the others on a click, for they need no script."""
    page = new_page(java_script_enabled=False, viewport={"width": 1280, "height": 800})
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
