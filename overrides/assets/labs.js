// The steps of a lab, to be ticked; kept in this browser. Pages are whole without this file.
(() => {
  const KEY = "dva-notes-labs"
  const lab = document.querySelector("p.lab"), steps = [...document.querySelectorAll("p.lab ~ h3")]
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties)
    element.append(...children)
    return element
  }

  // The ids of the steps that are done, by lab. What is unknown is kept: another page, or a later version, may know it.
  function read() {
    try {
      const progress = JSON.parse(localStorage.getItem(KEY))
      return progress?.version === 1 && Object.values(progress.done).every(Array.isArray) ? progress : { version: 1, done: {} }
    } catch { return { version: 1, done: {} } }
  }
  function write(id, done) {
    const progress = read(), others = (progress.done[lab.dataset.lab] ?? []).filter(step => step !== id)
    progress.done[lab.dataset.lab] = done ? [...others, id] : others
    try { localStorage.setItem(KEY, JSON.stringify(progress)) } catch { warning = ", which this browser does not keep" }
  }

  let warning = ""
  const count = make("span", { role: "status" })
  const boxes = new Map()
  const show = () => { count.textContent = ` · ${[...boxes.values()].filter(box => box.checked).length} of ${steps.length} steps done${warning}` }
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
