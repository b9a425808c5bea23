"""Other media than a coloured screen: paper is light whatever was chosen, and a palette of the reader's own hides nothing."""

import pytest
from pypdf import PdfReader

# The colours of the page, of each icon that is cut out of a background and of each text in a picture; the tabs' lines.
LOOK = """() => {
  const style = (element, part) => getComputedStyle(element, part)
  const shown = [...document.querySelectorAll('*')].filter(one => one.getClientRects().length)
  const icons = shown.filter(one => style(one, '::after').maskImage !== 'none')
  return {
    page: style(document.body).backgroundColor,
    icons: icons.map(one => [one.className, style(one, '::after').backgroundColor]),
    texts: [...document.querySelectorAll('.picture text')].map(one => [one.textContent, one.className.baseVal, style(one).fill]),
    tabs: [...document.querySelectorAll('.tabbed-labels > label')].map(one => style(one).borderBottomWidth),
  }
}"""


@pytest.mark.parametrize(("scheme", "chosen"), [("light", "slate"), ("dark", "default")])
def test_forced_colours_hide_nothing(new_page, address, scheme, chosen):
    """Which tab is open does not depend on a colour; icons and pictures have colours of the system, not the page's own."""
    page = new_page(
        viewport={"width": 360, "height": 740}, forced_colors="active", color_scheme=scheme, reduced_motion="reduce"
    )
    page.add_init_script(f"localStorage.setItem('notes.scheme', '{chosen}')")
    page.goto(f"{address}containers/cheat-sheets/")
    assert sorted(page.evaluate(LOOK)["tabs"]) == ["0px", "3px"]
    page.goto(f"{address}elastic-beanstalk/immutable/")
    page.locator("label[for=__drawer] [role=button]").press("Enter")
    look = page.evaluate(LOOK)
    assert {"md-code__button", "md-nav__icon md-icon"} <= {name for name, _ in look["icons"]}
    assert [name for name, colour in look["icons"] if colour == look["page"]] == []
    texts = {kind: colour for _, kind, colour in look["texts"]}
    assert len(look["texts"]) > 20 and texts.pop("p-word-new") == look["page"], "on a filled box"
    ink = {"light": "rgb(0, 0, 0)", "dark": "rgb(255, 255, 255)"}[scheme]
    assert set(texts.values()) == {ink}
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.locator("input.md-search__input").fill("immutable")  # one question, so that the list is drawn once
    page.locator(".md-search-result__item a[href*=immutable]").first.wait_for()  # not what an empty box suggests
    page.keyboard.press("ArrowDown")
    page.locator(".md-search-result__link:focus").wait_for()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_paper_is_light(new_page, address, tmp_path):
    """A page is printed alike after light and after dark was chosen, its picture too, and the choice stays."""
    prints = []
    for chosen in ("default", "slate"):
        page = new_page(color_scheme="light", viewport={"width": 1280, "height": 800})
        page.goto(f"{address}elastic-beanstalk/immutable/")
        if chosen == "slate":
            page.locator("[data-md-component=palette] button").click()
        page.pdf(path=tmp_path / "page.pdf", print_background=True)
        prints.append([sheet.get_contents().get_data() for sheet in PdfReader(tmp_path / "page.pdf").pages])
        assert page.locator("body").get_attribute("data-md-color-scheme") == chosen
        page.reload()
        assert page.locator("body").get_attribute("data-md-color-scheme") == chosen
    assert prints[0] == prints[1]
