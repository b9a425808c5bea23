// The steps of a lab, to be ticked; kept in this browser. Pages are whole without this file.
(() => {
  const KEY = "dva-notes-labs"
  const lab = document.querySelector("p.lab"), steps = [...document.querySelectorAll("p.lab ~ h3")]
  const make = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties)
    made.append(...children)
    return made
  }

  // The ids of the steps that are done, by lab. What is unknown is kept: another page, or a later version, may know it.
  function read() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY))
      return found?.version === 1 && Object.values(found.done).every(Array.isArray) ? found : { version: 1, done: {} }
    } catch { return { version: 1, done: {} } }
  }
  function write(id, done) {
    const kept = read(), others = (kept.done[lab.dataset.lab] ?? []).filter(one => one !== id)
    kept.done[lab.dataset.lab] = done ? [...others, id] : others
    try { localStorage.setItem(KEY, JSON.stringify(kept)) } catch { lost = ", which this browser does not keep" }
  }

  let lost = ""
  const count = make("span", { role: "status" })
  const boxes = new Map()
  const show = () => { count.textContent = ` · ${[...boxes.values()].filter(box => box.checked).length} of ${steps.length} steps done${lost}` }
  lab.append(count)
  for (const step of steps) {
    const name = step.firstChild.textContent.trim()
    const box = make("input", { type: "checkbox", ariaLabel: `Done: ${name}`, onchange: () => { write(step.id, box.checked); show() } })
    boxes.set(step.id, box)
    let last = step
    while (last.nextElementSibling && !last.nextElementSibling.matches("h2, h3")) last = last.nextElementSibling
    last.after(make("label", { className: "tick" }, box, "Done"))
  }
  function load() {
    const done = read().done[lab.dataset.lab] ?? []
    for (const [id, box] of boxes) box.checked = done.includes(id)
    show()
  }
  load()
  addEventListener("storage", load) // another tab
})()
