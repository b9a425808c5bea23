// Questions of all tasks together: a round of some, and the exam, on the screen and on paper. They come from the scripts beside
// the tasks' pages, as no page can be fetched from disk.
{
  const { NUMBERS, all, make, button, load, today, read, update, say, due, answer, rights, judged, set } = practice
  const room = document.querySelector("#mixed"), menu = room.querySelector("ol"), MOST = 20
  room.replaceChildren(menu)
  const { tasks, domains, minutes, changed } = JSON.parse(room.dataset.exam)
  const names = tasks.flatMap(task => task.questions)

  // The questions ------------------------------------------------------------------------
  const known = new Map()
  const script = async page => {
    const src = new URL(page, location).href.replace(/(\/|\.html)$/, ".js")
    await load(src)
    return window.practiceBank[src.split("/").pop().slice(0, -3)]
  }
  // Does what `how` does once the questions are there.
  async function loaded(how) {
    const pages = known.size ? [] : tasks.flatMap(({ task, pages }) => pages.map(page => ({ task, page })))
    try {
      const banks = await Promise.all(pages.map(({ page }) => script(page)))
      pages.forEach(({ task, page }, at) => banks[at].forEach(html => {
        const question = make("div", { innerHTML: html }).firstChild
        question.querySelector("a.headerlink").href = `${page}#${question.id}`
        question.dataset.task = task
        known.set(question.id, question)
      }))
    } catch { return say("Not all questions can be read here: try again with a connection.") }
    how()
  }
  const fresh = name => known.get(name).cloneNode(true)
  // The same seed gives the same questions (mulberry32).
  const random = seed => () => {
    seed = seed + 0x6D2B79F5 | 0
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed)
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t
    return ((t ^ t >>> 14) >>> 0) / 4294967296
  }
  const shuffled = (list, dice = Math.random) => list.map(one => [dice(), one]).sort((a, b) => a[0] - b[0]).map(([, one]) => one)
  // By task as many as its share, no two of which rest on the same row while others are left.
  function draw(seed) {
    const dice = random(seed), used = new Set(), drawn = []
    for (const { questions, share } of tasks) {
      const keys = shuffled([...questions].sort(), dice), apart = []
      for (const key of keys) {
        const rests = all("li[data-right] a", known.get(key)).map(link => link.href)
        if (apart.length === share || rests.some(row => used.has(row))) continue
        apart.push(key)
        rests.forEach(row => used.add(row))
      }
      drawn.push(...[...apart, ...keys.filter(key => !apart.includes(key))].slice(0, share))
    }
    return shuffled(drawn, dice)
  }

  // What there is to choose: what was missed comes first, then what has waited longest ----
  const rounds = {
    due: progress => names.filter(name => progress.cards[name] && due(name, progress) <= today())
      .sort((a, b) => progress.cards[a].hit - progress.cards[b].hit || due(a, progress) - due(b, progress)),
    ten: () => shuffled(names).slice(0, 10),
    changed: () => shuffled(changed),
    wrong: ({ cards }) => shuffled(names.filter(name => cards[name]?.hit === false)),
  }
  const options = [["", "without a clock"], [minutes, `${minutes} minutes`], [minutes + 30, `${minutes + 30} minutes, as AWS grants for English as a second language`]]
  const time = make("select", {}, ...options.map(([value, textContent]) => make("option", { value, textContent })))
  const seed = make("input", { type: "text", inputMode: "numeric", maxLength: 9, size: 9 })
  const given = () => Number(seed.value) || Math.floor(Math.random() * 1e6)
  const start = {
    exam: () => loaded(() => {
      const chosen = given()
      run({ seed: chosen, keys: draw(chosen), at: 0, answers: {}, flags: [], end: time.value ? Date.now() + time.value * 60000 : null })
    }),
    paper: () => loaded(() => paper(given())),
  }
  for (const mode of Object.keys(rounds)) {
    start[mode] = () => {
      const keys = rounds[mode](read())
      if (!keys.length) return say("There are none.")
      loaded(() => {
        update(progress => { progress.round = { title: labels[mode].title, keys: keys.slice(0, MOST), answers: {} } })
        round()
      })
    }
  }
  const labels = {}
  for (const item of all("li[id]", menu)) {
    const title = item.querySelector("b").textContent
    labels[item.id] = button(title, start[item.id], { title })
    item.querySelector("b").replaceWith(labels[item.id])
  }
  labels.exam.parentElement.append(make("p", {}, make("label", {}, "Time ", time), " ", make("label", {}, "Seed, to get the same questions again ", seed)))
  function choose() {
    const progress = read()
    if (progress.round) update(progress => { delete progress.round })
    for (const mode of ["due", "changed", "wrong"]) labels[mode].textContent = `${labels[mode].title} (${rounds[mode](progress).length})`
    room.replaceChildren(menu)
  }
  const back = () => make("p", {}, button("Back to the choice", choose))

  // A round: what was answered in it is kept, so that a reload goes on --------------------
  function round() {
    const { title, keys, answers } = read().round
    const questions = keys.filter(key => known.has(key)).map(fresh)
    room.replaceChildren(make("h2", { textContent: title }), ...questions, back())
    for (const question of questions) {
      const chosen = answers[question.id]
      if (chosen) judged(question, chosen)
      else set(question)
    }
    room.querySelector("input:enabled")?.focus()
  }
  room.addEventListener("answered", ({ target, detail }) => update(({ round }) => { if (round) round.answers[target.id] = detail }))

  // The exam: its state is kept at each step ----------------------------------------------
  function run(state) {
    const questions = state.keys.map(fresh), clock = make("span", { role: "timer" }), place = make("div"), map = make("p", { className: "map" })
    const submit = button("Submit all", () => {
      const open = state.keys.filter(key => !state.answers[key]?.length).length
      if (confirm(open ? `${open} unanswered questions count as wrong. Submit all?` : "Submit all?")) finish()
    })
    const discard = button("Discard", () => { if (confirm("Discard this exam? Nothing of it is kept.")) { end(); choose() } })
    const flag = button("", () => {
      const key = state.keys[state.at]
      state.flags = state.flags.includes(key) ? state.flags.filter(one => one !== key) : [...state.flags, key]
      show(state.at)
    })
    questions.forEach((question, index) => {
      all("details, .headerlink", question).forEach(one => one.remove())
      const key = state.keys[index], many = Number(question.dataset.many || 1)
      for (const input of all("input", question)) {
        input.checked = (state.answers[key] ?? []).includes(input.value)
        input.onchange = () => {
          const chosen = all("input:checked", question).map(one => one.value)
          if (chosen.length > many) { input.checked = false; return say(`Choose ${NUMBERS[many]}.`) }
          state.answers[key] = chosen
          show(state.at)
        }
      }
    })
    function show(at) {
      state.at = at
      update(progress => { progress.running = state })
      if (place.firstChild !== questions[at]) place.replaceChildren(questions[at])
      flag.textContent = state.flags.includes(state.keys[at]) ? "Unflag" : "Flag"
      map.replaceChildren(...state.keys.map((key, index) => {
        const answered = state.answers[key]?.length, flagged = state.flags.includes(key)
        return button(`${index + 1}${flagged ? "⚑" : ""}`, () => go(index), {
          className: answered ? "answered" : "", ariaCurrent: index === at ? "step" : null,
          ariaLabel: `Question ${index + 1}${answered ? ", answered" : ""}${flagged ? ", flagged" : ""}`,
        })
      }))
    }
    function go(at) {
      if (!questions[at]) return
      show(at)
      questions[at].querySelector("input").focus()
    }
    room.replaceChildren(make("p", {}, `${state.keys.length} ${state.keys.length === 1 ? "question" : "questions"}, seed ${state.seed}. `, clock), place,
      make("p", {}, ...[button("Back", () => go(state.at - 1)), button("Next", () => go(state.at + 1)), flag, submit, discard].flatMap(one => [one, " "])), map)
    go(questions[state.at] ? state.at : 0)
    const tick = state.end && setInterval(() => {
      const left = Math.max(0, Math.ceil((state.end - Date.now()) / 1000))
      clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`
      if (!left) { say("The time is over."); finish() }
    }, 1000)
    function end() {
      clearInterval(tick)
      update(progress => { delete progress.running })
    }
    function finish() {
      end()
      const results = state.keys.map(key => {
        const { task } = known.get(key).dataset, right = rights(known.get(key)), chosen = state.answers[key] ?? []
        const hit = chosen.length === right.length && right.every(one => chosen.includes(one)), sure = !state.flags.includes(key)
        answer(key, hit ? (sure ? 3 : 2) : 1, { how: sure ? "sure" : "unsure", hit })
        return { key, task, hit, sure, chosen }
      })
      const tallies = {}
      for (const { task, hit } of results) {
        const tally = tallies[task] ??= [0, 0]
        tally[0] += hit
        tally[1] += 1
      }
      update(progress => { progress.exams = [...progress.exams ?? [], { at: Date.now(), seed: state.seed, tasks: tallies }] })
      result(state.seed, results)
    }
  }
  function result(seed, results) {
    const tally = of => `${of.filter(one => one.hit).length} of ${of.length}`
    const line = (name, of) => make("tr", {}, make("th", { scope: "row" }, name), make("td", { textContent: tally(of) + (of.length < 10 ? ", too few to say" : "") }))
    const rows = Object.entries(domains).flatMap(([domain, title]) => {
      const mine = results.filter(one => one.task[0] === domain)
      return mine.length ? [line(make("strong", { textContent: `${domain} ${title}` }), mine), ...tasks.filter(({ task }) => mine.some(one => one.task === task))
        .map(({ task, title, pages }) => line(make("a", { href: pages[0], textContent: `${task} ${title}` }), mine.filter(one => one.task === task)))] : []
    })
    const part = (title, fits) => {
      const mine = results.filter(fits)
      return mine.length ? [make("h3", { textContent: `${title} (${mine.length})` }), ...mine.map(({ key, chosen }) => judged(fresh(key), chosen))] : []
    }
    const head = make("h2", { textContent: `${tally(results)} right`, tabIndex: -1 })
    room.replaceChildren(head, make("p", { textContent: `Seed ${seed} asks the same questions again.` }),
      make("table", { className: "question-tasks" }, make("tbody", {}, ...rows)),
      ...part("Wrong, and not flagged", one => !one.hit && one.sure && one.chosen.length),
      ...part("Right, and flagged", one => one.hit && !one.sure),
      ...part("Wrong, and flagged", one => !one.hit && !one.sure && one.chosen.length),
      ...part("Not answered", one => !one.chosen.length),
      ...part("Right", one => one.hit && one.sure), back())
    head.focus()
  }

  // On paper ------------------------------------------------------------------------------
  function paper(seed) {
    const questions = draw(seed).map(fresh), print = key => { document.body.classList.toggle("print-all", key); window.print() }
    const head = make("h2", { textContent: `${questions.length} questions, seed ${seed}, ${minutes} minutes`, tabIndex: -1 })
    room.replaceChildren(head,
      make("div", { className: "print" }, button("Print questions and answer sheet", () => print(false)), button("Print with the key", () => print(true)), button("Back to the choice", choose)),
      ...questions,
      make("section", { className: "sheet" }, make("h2", { textContent: `Answer sheet, seed ${seed}` }), make("p", { textContent: "Mark the question mark where you are not sure." }),
        make("ol", {}, ...questions.map(question => make("li", {}, ...all("label b", question).map(({ textContent }) => make("b", { textContent })), make("b", { textContent: "?" }), ` ${NUMBERS[question.dataset.many] ?? ""}`))),
        ...Object.entries(domains).map(([domain, title]) => make("p", { textContent: `____ of ${questions.filter(one => one.dataset.task[0] === domain).length}: ${domain} ${title}` }))))
    head.focus()
  }

  const { running, round: open } = read(), asked = location.hash.slice(1)
  if (running?.keys.every(key => names.includes(key))) loaded(() => run(running))
  else if (open && !rounds[asked]) loaded(round)
  else {
    choose()
    if (rounds[asked]) { history.replaceState(null, "", "#mixed"); start[asked]() } // a reload goes on with the same questions
  }
}
