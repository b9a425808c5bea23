// Practice questions: checks answers, and keeps in this browser when each is due again. Pages are whole without this file.
(() => {
  const KEY = "dva-notes-practice", DAY = 86400000
  const all = (selector, within = document) => [...within.querySelectorAll(selector)]
  const make = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties)
    made.append(...children)
    return made
  }
  const today = () => Math.floor(Date.now() / DAY)

  // When to ask again: FSRS-6 with its default parameters, in whole days, aiming at 9 of 10 remembered.
  const W = [0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542]
  const FACTOR = 0.9 ** (-1 / W[20]) - 1, within = (least, x, most) => Math.min(Math.max(x, least), most)
  const first = grade => W[4] - Math.exp(W[5] * (grade - 1)) + 1

  // `card`: {s: stability in days, d: difficulty, last: day}; grade 1 again, 2 hard, 3 good. Returns the card after a review on `day`.
  function review(card, grade, day) {
    let s, d
    if (!card) {
      s = W[grade - 1]
      d = within(1, first(grade), 10)
    } else {
      const days = day - card.last, kept = (1 + FACTOR * days / card.s) ** -W[20]
      if (days < 1) {
        const grown = Math.exp(W[17] * (grade - 3 + W[18])) * card.s ** -W[19]
        s = card.s * (grade > 1 ? Math.max(grown, 1) : grown)
      } else if (grade === 1) {
        const lapsed = W[11] * card.d ** -W[12] * ((card.s + 1) ** W[13] - 1) * Math.exp(W[14] * (1 - kept))
        s = Math.min(lapsed, card.s / Math.exp(W[17] * W[18]))
      } else {
        s = card.s * (1 + Math.exp(W[8]) * (11 - card.d) * card.s ** -W[9] * (Math.exp(W[10] * (1 - kept)) - 1) * (grade === 2 ? W[15] : 1))
      }
      const moved = card.d - W[6] * (grade - 3) * (10 - card.d) / 9
      d = within(1, W[7] * first(4) + (1 - W[7]) * moved, 10)
    }
    s = Math.max(s, 0.001)
    return { s, d, last: day, due: day + Math.max(1, Math.round(s)), n: (card?.n ?? 0) + 1, ok: (card?.ok ?? 0) + (grade > 1) }
  }

  // What was answered, by question. Whatever is unknown is kept: another page, or a later version, may know it.
  const empty = () => ({ version: 1, cards: {} })
  function read() {
    try { return valid(JSON.parse(localStorage.getItem(KEY))) ?? empty() } catch { return empty() }
  }
  function valid(found) {
    const fine = card => card && [card.s, card.d, card.last, card.due].every(Number.isFinite)
    return found?.version === 1 && found.cards && typeof found.cards === "object" && Object.values(found.cards).every(fine) ? found : null
  }
  function write(progress) {
    try { localStorage.setItem(KEY, JSON.stringify(progress)) } catch { say("This browser keeps nothing: answers are lost when the page is closed.") }
  }
  const status = make("p", { className: "said", role: "status" })
  document.body.append(status)
  const say = words => { status.textContent = words; clearTimeout(say.timer); say.timer = setTimeout(() => { status.textContent = "" }, 4000) }

  // A question --------------------------------------------------------------------------
  const GRADES = { Sure: 3, Unsure: 2, Guess: 1 }
  function set(question) {
    const inputs = all("input", question), right = new Set(all("li[data-right]", question).map(one => one.dataset.option))
    const details = question.querySelector("details"), many = Number(question.dataset.many || 1)
    const answer = make("div", { className: "answer" }), result = make("p", { className: "result", hidden: true, tabIndex: -1 })
    for (const how of Object.keys(GRADES)) answer.append(make("button", { type: "button", textContent: how, onclick: () => check(how) }))
    details.before(answer, result)
    const due = read().cards[question.dataset.name]?.due
    if (due <= today()) question.querySelector("legend").prepend(make("mark", { textContent: "Due today. " }))

    function check(how) {
      const chosen = new Set(inputs.filter(one => one.checked).map(one => one.value))
      if (chosen.size !== many) return say(many === 1 ? "Choose an answer first." : `Choose ${["", "", "two", "three"][many]}, then say how sure you are.`)
      const whole = [...chosen].every(one => right.has(one))
      for (const input of inputs) {
        input.disabled = true
        const [is, was] = [right.has(input.value), chosen.has(input.value)]
        if (is || was) input.parentElement.lastElementChild.append(make("mark", { className: is ? "" : "missed", textContent: is ? (was ? " Right." : " Right, not chosen.") : " Wrong." }))
      }
      const progress = read(), name = question.dataset.name
      progress.cards[name] = { ...review(progress.cards[name], whole ? GRADES[how] : 1, today()), how: how.toLowerCase(), hit: whole }
      write(progress)
      const days = progress.cards[name].due - today()
      result.textContent = `${whole ? (how === "Guess" ? "Right, by luck." : "Right.") : "Wrong."} Asked again ${days === 1 ? "tomorrow" : `in ${days} days`}.`
      result.hidden = false
      details.open = true
      answer.replaceChildren(make("button", { type: "button", textContent: "Ask me again now", onclick: again }))
      result.focus()
      shown()
      if (Object.keys(progress.cards).length % 50 === 0) say("Save your answers to a file now and then: on the page Practice.")
    }
    function again() {
      for (const input of inputs) Object.assign(input, { disabled: false, checked: false })
      all("label mark, legend mark", question).forEach(one => one.remove())
      answer.remove()
      result.remove()
      details.open = false
      set(question)
      inputs[0].focus()
    }
  }
  all("fieldset.question:not(.retired)").forEach(set)
  document.addEventListener("keydown", event => {
    const question = event.target.closest?.("fieldset.question")
    if (!question || event.ctrlKey || event.metaKey || event.altKey || !/^[1-6]$/.test(event.key)) return
    const input = all("input", question)[event.key - 1]
    if (input && !input.disabled) { input.checked = input.type === "radio" || !input.checked; input.focus() }
  })

  // Progress ----------------------------------------------------------------------------
  const room = document.querySelector("#progress")
  function shown() {
    const { cards } = read()
    for (const row of all("tr[data-questions]")) {
      const mine = row.dataset.questions.split(" ").filter(Boolean).map(name => cards[name]).filter(Boolean)
      const due = mine.filter(card => card.due <= today()).length
      row.querySelector("[data-progress]").textContent = mine.length ? `${mine.filter(card => card.hit).length} of ${mine.length} right${due ? `, ${due} due` : ""}` : "–"
    }
  }
  shown()
  if (!room) return
  function merge(text) {
    let found
    try { found = valid(JSON.parse(text)) } catch { found = null }
    if (!found) return say("That file holds no answers of these pages: nothing was changed.")
    const progress = read()
    let taken = 0
    for (const [name, card] of Object.entries(found.cards)) {
      if (!(progress.cards[name]?.last >= card.last)) { progress.cards[name] = card; taken += 1 }
    }
    write(progress)
    shown()
    say(`${taken} answers read; what was later here stayed.`)
  }
  const file = make("input", { type: "file", accept: "application/json,.json", onchange: async () => { if (file.files[0]) merge(await file.files[0].text()); file.value = "" } })
  room.append(
    make("button", { type: "button", textContent: "Save to a file", onclick: () => {
      const link = make("a", { href: URL.createObjectURL(new Blob([JSON.stringify(read())], { type: "application/json" })), download: "practice.json" })
      link.click()
      URL.revokeObjectURL(link.href)
    } }),
    make("label", { className: "file" }, "Read from a file", file),
    make("button", { type: "button", textContent: "Forget all", onclick: () => { if (confirm("Forget all answers in this browser?")) { localStorage.removeItem(KEY); shown(); say("Forgotten.") } } }),
  )
})()
