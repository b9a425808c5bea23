"""The style sheet of the published site: smaller than what it is made of, and nothing looks any different."""

import re
from importlib.resources import files

import pytest
from conftest import ROOT, write

from macros.facts.errors import DataError
from publish.css import UsedNames, purge
from publish.styles import apply

KINDS = ["", "elastic-beanstalk/immutable/", "containers/cheat-sheets/", "404.html"]
# How many elements are compared, and what differs with the style sheet `css` in place of the site's own: every property of each
# element and its ::before and ::after, once for elements whose names and ancestors' names are the same.
COMPARE = """css => {
  const computed = () => {
    document.getAnimations().forEach(animation => animation.finish())
    const seen = new Map(), paths = new Map()
    for (const element of document.querySelectorAll("*")) {
      if (element.closest("svg") !== null && element.tagName !== "svg" && !element.closest("figure")) continue
      const path = `${paths.get(element.parentElement) ?? ""} ${element.tagName}.${element.getAttribute("class") ?? ""}${element.matches(":checked, [hidden], :first-child") ? "+" : ""}`
      paths.set(element, path)
      if (seen.has(path)) continue
      seen.set(path, ["", "::before", "::after"].map(part => {
        const style = getComputedStyle(element, part)
        if (part && (style.content === "none" || style.display === "none")) return ""
        return [...style].filter(name => !name.startsWith("--")).map(name => `${name}: ${style.getPropertyValue(name)}`).join("; ")
      }).join("\\n"))
    }
    return seen
  }
  const sheet = new CSSStyleSheet(), own = document.querySelector("link[rel=stylesheet]").sheet
  const ours = computed()
  sheet.replaceSync(css)
  document.adoptedStyleSheets = [sheet]
  own.disabled = true
  const theirs = computed()
  document.adoptedStyleSheets = []
  own.disabled = false
  return [ours.size, [...ours].flatMap(([path, all]) => {
    const others = (theirs.get(path) ?? "").split("; ")
    return all.split("; ").flatMap((one, i) => i < others.length && one !== others[i] ? [`${path}: ${one} / ${others[i]}`] : [])
  })]
}"""


@pytest.fixture(scope="module")
def all_styles() -> str:
    """What the style sheet is made of."""
    theme = files("material") / "templates/assets/stylesheets"
    ours = [ROOT / f"overrides/assets/{name}.css" for name in ("notes", "lists", "tables", "media")]
    sheets = [next(theme.glob("main.*.css")), next(theme.glob("palette.*.css")), *ours]
    return "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


def differences(page, all_styles: str) -> list[str]:
    """What differs, and still does when the page had time to settle: a focus, a pointer or a size may be on its way."""
    for _ in range(5):
        count, differing = page.evaluate(COMPARE, all_styles)
        assert count > 50
        if not differing:
            break
    return differing


def test_dark_without_a_script(site):
    """The colours that a script chooses by name a media query chooses without one."""
    css = (site / "assets/styles.css").read_text(encoding="utf-8")
    slate = re.search(r'\[data-md-color-scheme="slate"\](\{color-scheme:dark;--paper:[^}]*\})', css)[1]
    assert f"@media screen and (prefers-color-scheme: dark){{.no-js [data-md-color-scheme]{slate}}}" in css


@pytest.mark.parametrize("path", KINDS)
def test_nothing_looks_different(new_page, address, all_styles, path):
    """Each element looks as with the whole style sheets: wide and narrow, light and dark, on paper."""
    page = new_page(viewport={"width": 1280, "height": 800}, color_scheme="light", reduced_motion="reduce")
    page.goto(address + path)
    assert differences(page, all_styles) == []
    page.emulate_media(media="print")
    assert differences(page, all_styles) == []
    page.set_viewport_size({"width": 360, "height": 700})
    page.emulate_media(media="screen", color_scheme="dark")
    page.locator("body[data-md-color-scheme=slate]").wait_for()
    assert differences(page, all_styles) == []


def test_nothing_opened_looks_different(new_page, address, all_styles):
    """The list of a search, and the drawer of a phone."""
    page = new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page.goto(address)
    page.keyboard.press("Control+k")
    page.keyboard.type("deployment")
    page.locator(".md-search-result__item").first.wait_for()
    assert differences(page, all_styles) == []
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 360, "height": 700})
    page.locator("label[for=__drawer] [role=button]").press("Enter")  # a pointer would leave its hover behind
    assert differences(page, all_styles) == []


USED = UsedNames(['<main><p class="a b" id="c" title="x">y</p></main>'], ['box.className = "made"'])


PURGED = {
    "p{color:red} q{color:red}": "p{color:red}",
    ".a, .x { color : red }": ".a{color:red}",
    ".a.x, .a .x, .a > .x, #x, [y], [title=y] {color: red}": "",
    "main > .b[title=x]:hover::before {color: red}": "main>.b[title=x]:hover::before{color:red}",
    ".a:not(.x), :is(.x, .b), :where(.x) {color: red}": ".a:not(.x),:is(.x,.b){color:red}",
    ".made {color: red}": ".made{color:red}",
    "@media (max-width : 9em) { .x, p {color: red} }": "@media (max-width : 9em){p{color:red}}",
    ":root{--used:var(--deep);--deep:1;--not:2} p{top:var(--used)}": ":root{--used:var(--deep);--deep:1}p{top:var(--used)}",
    "p{width:calc(1px + 2px);content:'a , b'}": 'p{width:calc(1px + 2px);content:"a , b"}',
}


def test_purge_keeps_what_pages_and_scripts_use():
    """What no page and no script has goes; what is left says the same in fewer letters."""
    assert {css: purge(css, USED) for css in PURGED} == PURGED
    with pytest.raises(ValueError, match=r"line 1: .*expected a rule"):
        purge("p{} @import 'x.css';", USED)


def test_a_template_in_a_template_is_refused(tmp_path):
    """The blanks of the inner one would be lost without a word."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<p>", encoding="utf-8")
    (tmp_path / "assets/a.js").write_text("f(`a ${b} c`) // `d ${", encoding="utf-8")
    apply(tmp_path)
    assert (tmp_path / "assets/a.js").read_text(encoding="utf-8") == "f(`a ${b} c`)"
    (tmp_path / "assets/a.js").write_text("f(`a ${b.map(({ c }) => `${c} d`)} e`)", encoding="utf-8")
    with pytest.raises(DataError, match=r"^assets/a.js: has a template in a template"):
        apply(tmp_path)


def test_one_sheet_and_one_script(pages, site):
    """Every page links the one style sheet and the one script, beside what it alone needs; the theme's own are gone."""
    for path, page in pages.items():
        assert len(page.select("link[rel=stylesheet]:not([data-page])")) == 1, path
        assert len(page.select("script[src]:not([data-page])")) == 1, path
    assert not (site / "assets/javascripts").exists()


def test_an_old_page_finds_its_files(tmp_path):
    """A page from a browser's cache is whole after a deploy with another style and script, whose addresses are new."""
    urls = {}
    page = '<link rel="stylesheet" href="assets/a.css"><p></p><script src="assets/a.js" defer></script>'
    for name, rule in {"old": "", "new": "p { top: 1px }"}.items():
        site = write(tmp_path / name, {"index.html": page, "assets/a.css": "p { left: 1px }" + rule})
        write(site, {"assets/a.js": f'let a = "{rule}" // new'})
        apply(site)
        urls[name] = re.findall('(?:href|src)="([^"]+)"', (site / "index.html").read_text(encoding="utf-8"))
    assert len(set(urls["old"] + urls["new"])) == 4
    assert all((tmp_path / "new" / url.partition("?")[0]).is_file() for url in urls["old"])
