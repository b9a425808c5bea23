// Practice: what was answered and when it is due again, kept in this browser alone, and a question on the page. Pages are whole
// without this file. The other scripts of practice build on what it returns.
const practice = (() => {
  const KEY = "dva-notes-practice", DAY = 86400000
  const { search: version } = new URL(document.currentScript.src)
  const all = (selector, within = document) => [...within.querySelectorAll(selector)]
  const make = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties)
    made.append(...children)
    return made
  }
  const button = (textContent, onclick, more) => make("button", { type: "button", textContent, onclick, ...more })
  // A script beside the page, of the same edition as this one.
  const load = src => new Promise((onload, onerror) => document.head.append(make("script", { src: src + version, onload, onerror })))
  // Days are numbers since 1970, by the reader's clock.
  const today = (at = Date.now()) => Math.floor(at / DAY - new Date(at).getTimezoneOffset() / 1440)

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
    return { s, d, last: day, due: day + Math.max(1, Math.round(s)) }
  }

  // What was answered, by question or card. `exam` is the day of the reader's exam, `exams` are the results of those taken here,
  // `running` is one that goes on, `round` some questions that were drawn, `pages` the day on which each was read. Whatever is
  // unknown is kept: another page, or a later version, may know it.
  const number = Number.isFinite, above = x => number(x) && x > 0, moment = most => x => above(x) && x < most, text = x => typeof x === "string", maybe = of => x => x == null || of(x)
  const list = of => x => Array.isArray(x) && x.every(of), map = of => x => x?.constructor === Object && Object.values(x).every(of)
  const shape = of => x => x?.constructor === Object && Object.entries(of).every(([name, fits]) => fits(x[name]))
  const valid = shape({
    version: x => x === 1,
    cards: map(shape({ s: above, d: above, last: number, due: number })),
    exam: maybe(moment(1e7)),
    exams: maybe(list(shape({ at: moment(8e15), seed: number, tasks: map(list(number)) }))),
    running: maybe(shape({ seed: number, keys: list(text), at: number, answers: map(list(text)), flags: list(text), end: maybe(number) })),
    round: maybe(shape({ title: text, keys: list(text), answers: map(list(text)) })),
    pages: maybe(map(number)),
  })
  function parsed(text) {
    try { const found = JSON.parse(text); return valid(found) ? found : null } catch { return null }
  }
  function read() {
    try { return parsed(localStorage.getItem(KEY)) ?? { version: 1, cards: {} } } catch { return { version: 1, cards: {} } }
  }
  function update(how) {
    const progress = read()
    how(progress)
    try { localStorage.setItem(KEY, JSON.stringify(progress)) } catch { say("This browser keeps nothing: answers are lost when the page is closed.") }
  }
  const status = make("p", { className: "said", role: "status" })
  document.body.append(status)
  const say = words => { status.textContent = words; clearTimeout(say.timer); say.timer = setTimeout(() => { status.textContent = "" }, 4000) }

  // The day on which it is asked again. What would be due after the reader's exam is asked a last time in the week before it.
  function due(name, { cards, exam }) {
    const card = cards[name]
    if (!(exam > today()) || card.due < exam) return card.due
    const last = exam - 1 - [...name].reduce((sum, letter) => sum + letter.charCodeAt(), 0) % 7
    return card.last < last ? last : Infinity
  }
  // Keeps an answer: `grade` as in `review`, `more` as cards have it. Returns in how many days it is asked again.
  function answer(name, grade, more) {
    let days
    update(progress => {
      const card = progress.cards[name]
      progress.cards[name] = { ...review(card, grade, today()), first: card ? card.first : today(), ...more }
      days = due(name, progress) - today()
    })
    return days
  }
  const soon = days => days === 1 ? "tomorrow" : days === Infinity ? "after your exam" : `in ${days} days`
  function count(names, progress = read()) {
    const seen = names.filter(name => progress.cards[name]), late = seen.filter(name => due(name, progress) <= today())
    return { seen: seen.length, known: seen.filter(name => progress.cards[name].hit && !late.includes(name)).length, due: late.length }
  }
  function shown() {
    for (const part of all("[data-questions]")) {
      const names = part.dataset.questions.split(" ").filter(Boolean), { seen, known, due } = count(names)
      if (part.cells) [seen, known, due].forEach((of, at) => { part.cells[at + 2].textContent = of })
      else part.textContent = seen ? `Of ${names.length} questions you have answered ${seen}: ${known} known now, ${due} due.` : ""
    }
  }

  // A question --------------------------------------------------------------------------
  const GRADES = { Sure: 3, Unsure: 2, Guess: 1 }, NUMBERS = ["", "", "two", "three"]
  const rights = question => all("li[data-right]", question).map(one => one.dataset.option)
  // Shows which of the options were chosen and which are right.
  function judged(question, chosen) {
    for (const input of all("input", question)) {
      const was = chosen.includes(input.value), is = rights(question).includes(input.value)
      Object.assign(input, { checked: was, disabled: true })
      if (is || was) input.parentElement.lastElementChild.append(make("mark", { className: is ? "" : "missed", textContent: is ? (was ? " Right." : " Right, not chosen.") : " Wrong." }))
    }
    return question
  }
  function set(question) {
    const inputs = all("input", question), name = question.dataset.name, many = Number(question.dataset.many || 1), progress = read()
    const details = question.querySelector("details")
    const buttons = make("div", { className: "answer" }), result = make("p", { className: "result", hidden: true, tabIndex: -1 })
    for (const how of Object.keys(GRADES)) buttons.append(button(how, () => check(how)))
    details.before(buttons, result)
    if (progress.cards[name] && due(name, progress) <= today()) question.querySelector("legend").prepend(make("mark", { textContent: "Due today. " }))

    function check(how) {
      const chosen = inputs.filter(one => one.checked).map(one => one.value)
      if (chosen.length !== many) return say(many === 1 ? "Choose an answer first." : `Choose ${NUMBERS[many]}, then say how sure you are.`)
      const hit = chosen.every(one => rights(question).includes(one))
      judged(question, chosen)
      const days = answer(name, hit ? GRADES[how] : 1, { how: how.toLowerCase(), hit })
      result.textContent = `${hit ? (how === "Guess" ? "Right, by luck." : "Right.") : "Wrong."} Asked again ${soon(days)}.`
      result.hidden = false
      details.open = true
      buttons.replaceChildren(button("Ask me again now", again))
      result.focus()
      shown()
      question.dispatchEvent(new CustomEvent("answered", { bubbles: true, detail: chosen }))
      if (Object.keys(read().cards).length % 50 === 0) say("Save your answers to a file now and then: on the page Practice.")
    }
    function again() {
      for (const input of inputs) Object.assign(input, { disabled: false, checked: false })
      all("label mark, legend mark", question).forEach(one => one.remove())
      buttons.remove()
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
    if (input && !input.disabled) { input.click(); input.focus() }
  })
  shown()

  // On paper the key stands apart, on sheets after the questions, and only when asked.
  addEventListener("beforeprint", () => {
    const asked = all("fieldset.question:has(details)")
    if (!document.body.matches(".print-all") || !asked.length) return
    document.querySelector("article").append(make("section", { className: "key" }, make("h2", { textContent: "Key" }),
      make("ol", { className: "short" }, ...asked.map(question => make("li", { textContent: [...all("li[data-right] b", question).map(one => one.textContent[0]), question.dataset.task].join(" ") }))),
      make("ol", {}, ...asked.map(question => make("li", {}, question.querySelector("details ul").cloneNode(true))))))
  })
  addEventListener("afterprint", () => all(".key").forEach(one => one.remove()))
  return { KEY, DAY, NUMBERS, all, make, button, load, today, parsed, read, update, say, due, soon, answer, count, shown, rights, judged, set }
})()
