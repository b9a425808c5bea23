// The filter field of long tables and lists: it hides rows that lack one of its words. Only pages that collect and have
// a container for it link this file, and are whole without it.
(({ find, all, make }) => {
  let rows, tables, sections
  /** Deferred until somebody types: with many rows it takes a while. */
  function prepare() {
    rows = all("article :is(figure.facts tbody tr[id], dl.glossary dt, .columns li)").map(row => {
      const meaning = row.matches("dt") ? row.nextElementSibling : null
      return { parts: meaning ? [row, meaning] : [row], text: `${row.textContent} ${meaning?.textContent ?? ""}`.toLowerCase() }
    })
    tables = all("article figure.facts")
    // The elements below each heading, up to the next one of its level or above.
    sections = all("article :is(h2, h3)").map(heading => {
      const below = []
      for (let next = heading.nextElementSibling; next && !(/^H\d/.test(next.tagName) && next.tagName <= heading.tagName); next = next.nextElementSibling) below.push(next)
      return [heading, below]
    })
  }

  const field = make("input", { type: "search", autocomplete: "off", spellcheck: false })
  const count = make("span", { role: "status" })
  const kind = find("article tbody tr") ? "rows" : "terms"
  find(".filter").append(make("label", {}, `Only ${kind} with`, field), count)

  const findShown = part => part.querySelector(":is(tbody tr[id], dt, .columns li):not([hidden])")
  const hasRows = part => part.matches("figure.facts, dl.glossary, .columns, :has(.columns)")
  function filter() {
    if (!rows) prepare()
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean)
    let shown = 0
    for (const { parts, text } of rows) {
      const matches = words.every(word => text.includes(word))
      for (const part of parts) part.hidden = !matches
      shown += matches
    }
    for (const table of tables.flatMap(table => [...table.querySelectorAll("tbody"), table])) table.hidden = !findShown(table)
    for (const [heading, below] of sections) {
      const hidden = below.some(hasRows) && !below.some(part => hasRows(part) && findShown(part))
      for (const part of [heading, ...below]) if (!hasRows(part) || hidden) part.hidden = hidden
    }
    count.textContent = words.length ? `${shown} of ${rows.length} ${kind}${shown ? "" : " on this page"}` : ""
  }
  function clear() {
    field.value = ""
    filter()
  }
  field.addEventListener("input", filter)
  field.addEventListener("keydown", event => { if (event.key === "Escape") clear() })
  // A fragment may lead to what is hidden.
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1))
    if (!target?.closest("[hidden]")) return
    clear()
    target.scrollIntoView()
  })
})(notes)
