"""Each drawing is legible at 360 px; its form is held by checks/content.py."""

from pathlib import Path

from macros.facts import load
from macros.render import diagram

ROOT = Path(__file__).parent.parent
DRAWINGS = sorted((ROOT / "images").glob("*.svg"))


def series() -> dict[str, str]:
    return {key: diagram.deployment(key, of) for key, of in load.site(ROOT).deployments.items()}


FAULTS = """figure => {
  const svg = figure.querySelector('svg'), view = svg.viewBox.baseVal, faults = [];
  const texts = [...svg.querySelectorAll('text')].map(t => ({say: t.textContent, box: t.getBBox(), size: t.getBoundingClientRect().height}));
  for (const t of texts) {
    if (t.box.x < 0 || t.box.y < 0 || t.box.x + t.box.width > view.width || t.box.y + t.box.height > view.height) faults.push('outside: ' + t.say);
    if (t.size < 10) faults.push('too small: ' + t.say);
  }
  texts.forEach((a, i) => texts.slice(i + 1).forEach(b => {
    const w = Math.min(a.box.x + a.box.width, b.box.x + b.box.width) - Math.max(a.box.x, b.box.x);
    const h = Math.min(a.box.y + a.box.height, b.box.y + b.box.height) - Math.max(a.box.y, b.box.y);
    if (w > 1 && h > 3) faults.push('overlap: ' + a.say + ' / ' + b.say);
  }));
  for (const r of svg.querySelectorAll('rect')) {
    const box = r.getBBox();
    for (const t of texts) {
      const inside = t.box.x + t.box.width / 2 > box.x && t.box.x + t.box.width / 2 < box.x + box.width && t.box.y + t.box.height / 2 > box.y && t.box.y + t.box.height / 2 < box.y + box.height;
      if (inside && (t.box.x < box.x || t.box.x + t.box.width > box.x + box.width)) faults.push('wider than its box: ' + t.say);
    }
  }
  return faults;
}"""


def test_text_fits_on_a_phone(chromium):
    """At 360 px no text is cut, overlaps another or leaves its box; in every drawing and every step of the series."""
    figures = {path.stem: diagram.inline(path.stem, path.read_text(encoding="utf-8")) for path in DRAWINGS} | series()
    css = (ROOT / "overrides/assets/notes.css").read_text(encoding="utf-8")
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.set_content(
        f"<html style='font-size:20px'><style>{css}</style><body data-md-color-scheme='default' class='md-typeset' style='margin:16px'>{''.join(figures.values())}"
    )
    faults = {
        figure.get_attribute("id"): found
        for figure in page.query_selector_all("figure")
        if (found := figure.evaluate(FAULTS))
    }
    page.close()
    assert not faults
