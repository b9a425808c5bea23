// Practice questions: checks answers, and keeps in this browser when each is due again. Pages are whole without this file.
(() => {
  const KEY = "dva-notes-practice", DAY = 86400000
  const { search: version } = new URL(document.currentScript.src)
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
    return { s, d, last: day, due: day + Math.max(1, Math.round(s)) }
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
        judge(input, right.has(input.value), chosen.has(input.value))
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

  // Mixed questions and the exam: drawn from the scripts beside the tasks' pages, as no page can be fetched from disk ----
  const EXAM = `${KEY}-exam`
  const mixedRoom = document.querySelector("#mixed")
  // The same seed gives the same questions (mulberry32).
  const random = seed => () => {
    seed = seed + 0x6D2B79F5 | 0
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed)
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t
    return ((t ^ t >>> 14) >>> 0) / 4294967296
  }
  const shuffled = (list, dice) => list.map(one => [dice(), one]).sort((a, b) => a[0] - b[0]).map(([, one]) => one)
  const button = (textContent, onclick, more) => make("button", { type: "button", textContent, onclick, ...more })

  async function mixing() {
    const tasks = JSON.parse(mixedRoom.dataset.tasks), minutes = Number(mixedRoom.dataset.minutes)
    const known = new Map()
    for (const { task, pages } of tasks) {
      for (const address of pages) {
        const page = new URL(address, location), script = make("script", { src: page.href.replace(/(\/|\.html)$/, ".js") + version })
        document.head.append(script)
        await new Promise(done => { script.onload = script.onerror = done })
        for (const html of window.practiceBank?.[page.pathname.replace(/(\/|\.html)$/, "").split("/").pop()] ?? []) {
          const question = make("div", { innerHTML: html }).firstChild
          question.querySelector("a.headerlink").href = `${page.href}#${question.id}`
          known.set(question.id, { task, question, rests: all("li[data-right] a", question).map(link => link.href) })
        }
      }
    }
    const counts = task => [...known.values()].filter(one => one.task === task).length
    const lacks = tasks.filter(task => counts(task.task) < task.share)
    const fresh = key => known.get(key).question.cloneNode(true)

    // By task as many as its share, no two of which rest on the same row while others are left.
    function draw(seed) {
      const dice = random(seed), used = new Set(), drawn = []
      for (const { task, share } of tasks) {
        const keys = shuffled([...known.keys()].filter(key => known.get(key).task === task).sort(), dice)
        const apart = []
        for (const key of keys) {
          if (apart.length === share || known.get(key).rests.some(row => used.has(row))) continue
          apart.push(key)
          known.get(key).rests.forEach(row => used.add(row))
        }
        drawn.push(...[...apart, ...keys.filter(key => !apart.includes(key))].slice(0, share))
      }
      return shuffled(drawn, dice)
    }
    const due = () => { const { cards } = read(); return [...known.keys()].filter(key => cards[key]?.due <= today()) }

    function start() {
      const exam = lacks.length ? `Questions by the weights of the exam (${draw(1).length})` : `Exam: ${draw(1).length} questions`
      const timed = make("select", { ariaLabel: "Time" }, ...[["", "without a clock"], [minutes, `${minutes} minutes`], [minutes + 30, `${minutes + 30} minutes, as AWS grants for English as a second language`]].map(([value, textContent]) => make("option", { value, textContent })))
      const seed = make("input", { type: "text", inputMode: "numeric", ariaLabel: "Seed, for the same questions again", placeholder: "seed", maxLength: 9, size: 9 })
      mixedRoom.replaceChildren(
        make("p", {}, button(`Due today (${due().length})`, () => list(shuffled(due(), Math.random))), " ", button("Ten mixed", () => list(shuffled([...known.keys()], Math.random).slice(0, 10)))),
        make("p", {}, button(exam, () => begin(Number(seed.value) || Math.floor(Math.random() * 1e6), Number(timed.value))), " ", timed, " ", seed),
        ...(lacks.length ? [make("p", { textContent: `Not an exam yet: ${lacks.map(({ task, share }) => `task ${task} has ${counts(task)} of ${share}`).join(", ")}.` })] : []))
    }
    function list(keys) {
      if (!keys.length) return say("None is due today.")
      const questions = keys.map(fresh)
      mixedRoom.replaceChildren(...questions, make("p", {}, button("Others", start)))
      questions.forEach(set)
      questions[0].querySelector("input").focus()
    }

    // The exam: its state is kept at each step, so that a reload goes on.
    const kept = () => { try { return JSON.parse(localStorage.getItem(EXAM)) } catch { return null } }
    const keep = state => { try { localStorage.setItem(EXAM, JSON.stringify(state)) } catch { /* not kept */ } }
    function begin(seed, time) {
      run({ seed, keys: draw(seed), at: 0, answers: {}, flags: [], end: time ? Date.now() + time * 60000 : null })
    }
    function run(state) {
      const questions = state.keys.map(fresh), clock = make("span", { role: "timer" }), place = make("div"), map = make("p", { className: "map" })
      const submit = button("Submit all", () => {
        const open = state.keys.filter(key => !state.answers[key]?.length).length
        if (confirm(open ? `${open} unanswered questions count as wrong. Submit all?` : "Submit all?")) finish()
      })
      const flag = button("", () => { const key = state.keys[state.at]; state.flags = state.flags.includes(key) ? state.flags.filter(one => one !== key) : [...state.flags, key]; show(state.at) })
      questions.forEach((question, index) => {
        question.querySelector("details").remove()
        const key = state.keys[index], many = Number(question.dataset.many || 1)
        for (const input of all("input", question)) {
          input.checked = (state.answers[key] ?? []).includes(input.value)
          input.onchange = () => {
            const chosen = all("input:checked", question).map(one => one.value)
            if (chosen.length > many) { input.checked = false; return say(`Choose ${["", "", "two", "three"][many]}.`) }
            state.answers[key] = chosen
            show(state.at, false)
          }
        }
      })
      function show(at, move = true) {
        state.at = at
        keep(state)
        if (move) place.replaceChildren(questions[at])
        flag.textContent = state.flags.includes(state.keys[at]) ? "Unflag" : "Flag"
        map.replaceChildren(...state.keys.map((key, index) => button(`${index + 1}${state.flags.includes(key) ? "⚑" : ""}`, () => { show(index); questions[index].querySelector("input").focus() },
          { className: state.answers[key]?.length ? "answered" : "", ariaLabel: `Question ${index + 1}${state.answers[key]?.length ? ", answered" : ""}${state.flags.includes(key) ? ", flagged" : ""}`, ariaCurrent: index === at ? "step" : null })))
      }
      const step = by => { const at = state.at + by; if (at >= 0 && at < questions.length) { show(at); questions[at].querySelector("input").focus() } }
      mixedRoom.replaceChildren(make("p", {}, `${state.keys.length} ${state.keys.length === 1 ? "question" : "questions"}, seed ${state.seed}. `, clock), place,
        make("p", {}, button("Back", () => step(-1)), " ", button("Next", () => step(1)), " ", flag, " ", submit), map)
      show(state.at)
      const tick = state.end && setInterval(() => {
        const left = Math.max(0, Math.ceil((state.end - Date.now()) / 1000))
        clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`
        if (!left) { say("The time is over."); finish() }
      }, 1000)

      function finish() {
        clearInterval(tick)
        localStorage.removeItem(EXAM)
        const progress = read(), results = state.keys.map(key => {
          const { task, question } = known.get(key), right = all("li[data-right]", question).map(one => one.dataset.option)
          const chosen = state.answers[key] ?? [], hit = chosen.length === right.length && right.every(one => chosen.includes(one))
          const sure = !state.flags.includes(key)
          progress.cards[key] = { ...review(progress.cards[key], hit ? (sure ? 3 : 2) : 1, today()), how: sure ? "sure" : "unsure", hit }
          return { key, task, hit, sure, chosen }
        })
        write(progress)
        const count = of => [of.filter(one => one.hit).length, of.length]
        const line = (name, of) => make("tr", {}, make("th", { scope: "row", textContent: name }), make("td", { textContent: `${count(of)[0]} of ${count(of)[1]}${of.length < 10 ? ", too few to say" : ""}` }))
        const domains = [...new Set(results.map(one => one.task[0]))].sort()
        const table = make("table", { className: "question-tasks" }, make("tbody", {}, ...domains.flatMap(domain => {
          const mine = results.filter(one => one.task[0] === domain)
          return [line(`Domain ${domain}`, mine), ...[...new Set(mine.map(one => one.task))].sort().map(task => line(`Task ${task}`, mine.filter(one => one.task === task)))]
        })))
        const again = (title, of) => of.length ? [make("h3", { textContent: `${title} (${of.length})` }), ...of.map(({ key, chosen }) => answered(fresh(key), chosen))] : []
        const head = make("h2", { textContent: `${count(results)[0]} of ${results.length} right`, tabIndex: -1 })
        mixedRoom.replaceChildren(head, make("p", { textContent: `Seed ${state.seed} asks the same questions again.` }), table,
          ...again("Wrong, and not flagged", results.filter(one => !one.hit && one.sure)), ...again("Wrong, and flagged", results.filter(one => !one.hit && !one.sure)),
          ...again("Right, and flagged", results.filter(one => one.hit && !one.sure)), ...again("Right", results.filter(one => one.hit && one.sure)), make("p", {}, button("Others", start)))
        head.focus()
      }
    }
    function answered(question, chosen) {
      const right = all("li[data-right]", question).map(one => one.dataset.option)
      for (const input of all("input", question)) {
        Object.assign(input, { checked: chosen.includes(input.value), disabled: true })
        judge(input, right.includes(input.value), input.checked)
      }
      return question
    }
    const open = kept()
    if (open?.keys?.length && open.keys.every(key => known.has(key))) run(open)
    else start()
  }
  function judge(input, is, was) {
    if (is || was) input.parentElement.lastElementChild.append(make("mark", { className: is ? "" : "missed", textContent: is ? (was ? " Right." : " Right, not chosen.") : " Wrong." }))
  }
  if (mixedRoom) mixing()

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
