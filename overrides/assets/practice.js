// Practice: the reader's progress, kept in this browser alone, spaced repetition, and questions on the page. Pages are whole
// without this file. The other scripts of practice build on what it returns.
const practice = (() => {
  const KEY = "dva-notes-practice", DAY = 86400000
  const { search: version } = new URL(document.currentScript.src)
  const all = (selector, within = document) => [...within.querySelectorAll(selector)]
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties)
    element.append(...children)
    return element
  }
  const button = (textContent, onclick, more) => make("button", { type: "button", textContent, onclick, ...more })
  // A script beside the page, of the same edition as this one.
  const load = src => new Promise((onload, onerror) => document.head.append(make("script", { src: src + version, onload, onerror })))
  // Days are numbers since 1970, by the reader's clock.
  const today = (time = Date.now()) => Math.floor(time / DAY - new Date(time).getTimezoneOffset() / 1440)

  // Spaced repetition: FSRS-6 with its default parameters, in whole days, for a retention of 90 %.
  const W = [0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542]
  const FACTOR = 0.9 ** (-1 / W[20]) - 1, clamp = (min, value, max) => Math.min(Math.max(value, min), max)
  const difficulty = grade => W[4] - Math.exp(W[5] * (grade - 1)) + 1

  // `card`: {s: stability in days, d: difficulty, last: day}; grade 1 again, 2 hard, 3 good. Returns the card after a review on `day`.
  function review(card, grade, day) {
    let s, d
    if (!card) {
      s = W[grade - 1]
      d = clamp(1, difficulty(grade), 10)
    } else {
      const days = day - card.last, recall = (1 + FACTOR * days / card.s) ** -W[20]
      if (days < 1) {
        const grown = Math.exp(W[17] * (grade - 3 + W[18])) * card.s ** -W[19]
        s = card.s * (grade > 1 ? Math.max(grown, 1) : grown)
      } else if (grade === 1) {
        const lapsed = W[11] * card.d ** -W[12] * ((card.s + 1) ** W[13] - 1) * Math.exp(W[14] * (1 - recall))
        s = Math.min(lapsed, card.s / Math.exp(W[17] * W[18]))
      } else {
        s = card.s * (1 + Math.exp(W[8]) * (11 - card.d) * card.s ** -W[9] * (Math.exp(W[10] * (1 - recall)) - 1) * (grade === 2 ? W[15] : 1))
      }
      const moved = card.d - W[6] * (grade - 3) * (10 - card.d) / 9
      d = clamp(1, W[7] * difficulty(4) + (1 - W[7]) * moved, 10)
    }
    s = Math.max(s, 0.001)
    return { s, d, last: day, due: day + Math.max(1, Math.round(s)) }
  }

  // The schema of the progress: `cards` of questions and flashcards, `exam` the day of the reader's exam, `exams` the results of
  // those taken here, `running` one that goes on, `round` some questions that were drawn, `pages` the day on which each was read.
  // Unknown fields are kept: another page, or a later version, may know them.
  const number = Number.isFinite, positive = x => number(x) && x > 0, below = max => x => positive(x) && x < max, text = x => typeof x === "string", optional = fits => x => x == null || fits(x)
  const list = fits => x => Array.isArray(x) && x.every(fits), map = fits => x => x?.constructor === Object && Object.values(x).every(fits)
  const shape = fields => x => x?.constructor === Object && Object.entries(fields).every(([name, fits]) => fits(x[name]))
  const isValid = shape({
    version: x => x === 1,
    cards: map(shape({ s: positive, d: positive, last: number, due: number })),
    exam: optional(below(1e7)),
    exams: optional(list(shape({ at: below(8e15), seed: number, tasks: map(list(number)) }))),
    running: optional(shape({ seed: number, keys: list(text), at: number, answers: map(list(text)), flags: list(text), end: optional(number) })),
    round: optional(shape({ title: text, keys: list(text), answers: map(list(text)) })),
    pages: optional(map(number)),
  })
  function parse(text) {
    try { const progress = JSON.parse(text); return isValid(progress) ? progress : null } catch { return null }
  }
  function read() {
    try { return parse(localStorage.getItem(KEY)) ?? { version: 1, cards: {} } } catch { return { version: 1, cards: {} } }
  }
  function update(change) {
    const progress = read()
    change(progress)
    try { localStorage.setItem(KEY, JSON.stringify(progress)) } catch { say("This browser keeps nothing: answers are lost when the page is closed.") }
  }
  const status = make("p", { className: "said", role: "status" })
  document.body.append(status)
  const say = words => { status.textContent = words; clearTimeout(say.timer); say.timer = setTimeout(() => { status.textContent = "" }, 4000) }

  // The day on which a card is due. What would be due after the reader's exam is asked a last time in the week before it.
  function due(name, { cards, exam }) {
    const card = cards[name]
    if (!(exam > today()) || card.due < exam) return card.due
    const last = exam - 1 - [...name].reduce((sum, letter) => sum + letter.charCodeAt(), 0) % 7
    return card.last < last ? last : Infinity
  }
  const isDue = (name, progress = read()) => progress.cards[name] && due(name, progress) <= today()
  // Keeps an answer: `grade` as in `review`, `fields` of the card besides. Returns in how many days it is asked again.
  function answer(name, grade, fields) {
    let days
    update(progress => {
      const card = progress.cards[name]
      progress.cards[name] = { ...review(card, grade, today()), first: card ? card.first : today(), ...fields }
      days = due(name, progress) - today()
    })
    return days
  }
  const inDays = days => days === 1 ? "tomorrow" : days === Infinity ? "after your exam" : `in ${days} days`
  function count(names, progress = read()) {
    const seen = names.filter(name => progress.cards[name]), late = seen.filter(name => isDue(name, progress))
    return { seen: seen.length, known: seen.filter(name => progress.cards[name].hit && !late.includes(name)).length, due: late.length }
  }
  function showCounts() {
    for (const part of all("[data-questions]")) {
      const names = part.dataset.questions.split(" ").filter(Boolean), { seen, known, due } = count(names)
      if (part.cells) [seen, known, due].forEach((number, i) => { part.cells[i + 2].textContent = number })
      else part.textContent = seen ? `Of ${names.length} questions you have answered ${seen}: ${known} known now, ${due} due.` : ""
    }
  }

  // A question --------------------------------------------------------------------------
  const GRADES = { Sure: 3, Unsure: 2, Guess: 1 }, NUMBERS = ["", "", "two", "three"]
  const rightOptions = question => all("li[data-right]", question).map(item => item.dataset.option)
  // Mark which of the options were chosen and which are right.
  function judge(question, chosen) {
    for (const input of all("input", question)) {
      const picked = chosen.includes(input.value), right = rightOptions(question).includes(input.value)
      Object.assign(input, { checked: picked, disabled: true })
      if (right || picked) input.parentElement.lastElementChild.append(make("mark", { className: right ? "" : "missed", textContent: right ? (picked ? " Right." : " Right, not chosen.") : " Wrong." }))
    }
    return question
  }
  function activate(question) {
    const inputs = all("input", question), name = question.dataset.name, many = Number(question.dataset.many || 1)
    const details = question.querySelector("details")
    const buttons = make("div", { className: "answer" }), result = make("p", { className: "result", hidden: true, tabIndex: -1 })
    for (const label of Object.keys(GRADES)) buttons.append(button(label, () => check(label)))
    details.before(buttons, result)
    if (isDue(name)) question.querySelector("legend").prepend(make("mark", { textContent: "Due today. " }))

    function check(label) {
      const chosen = inputs.filter(input => input.checked).map(input => input.value)
      if (chosen.length !== many) return say(many === 1 ? "Choose an answer first." : `Choose ${NUMBERS[many]}, then say how sure you are.`)
      const hit = chosen.every(value => rightOptions(question).includes(value))
      judge(question, chosen)
      const days = answer(name, hit ? GRADES[label] : 1, { how: label.toLowerCase(), hit })
      result.textContent = `${hit ? (label === "Guess" ? "Right, by luck." : "Right.") : "Wrong."} Asked again ${inDays(days)}.`
      result.hidden = false
      details.open = true
      buttons.replaceChildren(button("Ask me again now", askAgain))
      result.focus()
      showCounts()
      question.dispatchEvent(new CustomEvent("answered", { bubbles: true, detail: chosen }))
      if (Object.keys(read().cards).length % 50 === 0) say("Save your answers to a file now and then: on the page Practice.")
    }
    function askAgain() {
      for (const input of inputs) Object.assign(input, { disabled: false, checked: false })
      all("label mark, legend mark", question).forEach(mark => mark.remove())
      buttons.remove()
      result.remove()
      details.open = false
      activate(question)
      inputs[0].focus()
    }
  }
  all("fieldset.question:not(.retired)").forEach(activate)
  document.addEventListener("keydown", event => {
    const question = event.target.closest?.("fieldset.question")
    if (!question || event.ctrlKey || event.metaKey || event.altKey || !/^[1-6]$/.test(event.key)) return
    const input = all("input", question)[event.key - 1]
    if (input && !input.disabled) { input.click(); input.focus() }
  })
  showCounts()

  // On paper the key is printed after the questions, and only with "Print with the key".
  addEventListener("beforeprint", () => {
    const questions = all("fieldset.question:has(details)")
    if (!document.body.matches(".print-all") || !questions.length) return
    document.querySelector("article").append(make("section", { className: "key" }, make("h2", { textContent: "Key" }),
      make("ol", { className: "short" }, ...questions.map(question => make("li", { textContent: [...all("li[data-right] b", question).map(letter => letter.textContent[0]), question.dataset.task].join(" ") }))),
      make("ol", {}, ...questions.map(question => make("li", {}, question.querySelector("details ul").cloneNode(true))))))
  })
  addEventListener("afterprint", () => all(".key").forEach(key => key.remove()))
  return { KEY, DAY, NUMBERS, all, make, button, load, today, parse, read, update, say, due, isDue, inDays, answer, count, showCounts, rightOptions, judge, activate }
})()
