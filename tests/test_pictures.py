"""Each drawing is legible at 360 px, and all speak one language; its form is held by checks/content/drawings.py."""

from conftest import FACTS, ROOT

from macros.render import diagram

DRAWINGS = sorted((ROOT / "images").rglob("*.svg"))
EDGE = 4  # px that stay free on each side of a phone


FAULTS = """(figure, edge) => {
  const faults = []
  for (const svg of figure.querySelectorAll('svg')) {
    const view = svg.viewBox.baseVal, scale = svg.getBoundingClientRect().width / view.width;
    const texts = [...svg.querySelectorAll('text')].map(t => ({say: t.textContent, box: t.getBBox(), size: parseFloat(getComputedStyle(t).fontSize) * scale}));
    const shapes = [...svg.querySelectorAll('rect, line, path, polygon, circle, polyline')].map(s => ({say: s.outerHTML, box: s.getBBox()}));
    for (const {say, box} of [...texts, ...shapes]) {
      if (box.x < edge || box.x + box.width > view.width - edge || box.y < view.y || box.y + box.height > view.y + view.height) faults.push('outside: ' + say);
    }
    for (const t of texts) if (t.size < 12) faults.push('too small: ' + t.say);
    texts.forEach((a, i) => texts.slice(i + 1).forEach(b => {
      const w = Math.min(a.box.x + a.box.width, b.box.x + b.box.width) - Math.max(a.box.x, b.box.x);
      const h = Math.min(a.box.y + a.box.height, b.box.y + b.box.height) - Math.max(a.box.y, b.box.y);
      if (w > 1 && h > 3) faults.push('overlap: ' + a.say + ' / ' + b.say);
    }));
    for (const r of svg.querySelectorAll('rect')) {
      const box = r.getBBox(), room = box.width < 40 ? 0 : 1;  // the bar of a time may be as long as its name
      for (const t of texts) {
        const inside = t.box.x + t.box.width / 2 > box.x && t.box.x + t.box.width / 2 < box.x + box.width && t.box.y + t.box.height / 2 > box.y && t.box.y + t.box.height / 2 < box.y + box.height;
        if (inside && (t.box.x < box.x + room || t.box.x + t.box.width > box.x + box.width - room)) faults.push('wider than its box: ' + t.say);
      }
    }
  }
  return faults;
}"""


def test_text_fits_on_a_phone(new_page):
    """At 360 px no text is cut, overlaps another, leaves its box or has less than 12 px; in every drawing and every frame.
    On a desk none is larger than the text of the page, and none higher than 860 px.
    """
    assert len(DRAWINGS) > 100
    figures = {path.stem: diagram.inline(path.stem, path.read_text(encoding="utf-8")) for path in DRAWINGS}
    figures |= {key: diagram.deployment(key, method) for key, method in FACTS.deployments.items()}
    css = (ROOT / "overrides/assets/notes.css").read_text(encoding="utf-8")
    page = new_page(viewport={"width": 360, "height": 800})
    page.set_content(
        f"<html style='font-size:20px'><style>{css}</style><body data-md-color-scheme='default' class='md-typeset' style='margin:16px'>{''.join(figures.values())}"
    )
    faults = {
        figure.get_attribute("id"): figure_faults
        for figure in page.query_selector_all("figure")
        if (figure_faults := figure.evaluate(FAULTS, EDGE))
    }
    page.set_viewport_size({"width": 824, "height": 800})  # the article of a window of 1280
    large = page.evaluate("""() => [...document.querySelectorAll('figure')].filter(figure => {
      const svg = figure.querySelector('svg'), scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width
      return figure.getBoundingClientRect().height > 860 || 12 * scale > 17 }).map(figure => figure.id)""")
    assert (faults, large) == ({}, [])
