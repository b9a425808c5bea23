// Questions of all tasks together: a round of some, and the exam, on the screen and on paper. They come from the scripts beside
// the tasks' pages, as no page can be fetched from disk.
{
  const { NUMBERS, all, make, button, load, read, update, say, due, isDue, answer, rightOptions, judge, activate } = practice
  const root = document.querySelector("#mixed"), menu = root.querySelector("ol"), MAX_ROUND = 20
  root.replaceChildren(menu)
  const { tasks, domains, minutes, changed } = JSON.parse(root.dataset.exam)
  const names = tasks.flatMap(task => task.questions)

  // The questions ------------------------------------------------------------------------
  const bank = new Map()
  const loadBank = async page => {
    const src = new URL(page, location).href.replace(/(\/|\.html)$/, ".js")
    await load(src)
    return window.practiceBank[src.split("/").pop().slice(0, -3)]
  }
  // Call `callback` once the questions are loaded.
  async function whenLoaded(callback) {
    const pages = bank.size ? [] : tasks.flatMap(({ task, pages }) => pages.map(page => ({ task, page })))
    try {
      const banks = await Promise.all(pages.map(({ page }) => loadBank(page)))
      pages.forEach(({ task, page }, i) => banks[i].forEach(html => {
        const question = make("div", { innerHTML: html }).firstChild
        question.querySelector("a.headerlink").href = `${page}#${question.id}`
        question.dataset.task = task
        bank.set(question.id, question)
      }))
    } catch { return say("Not all questions can be read here: try again with a connection.") }
    callback()
  }
  const clone = name => bank.get(name).cloneNode(true)
  // The same seed gives the same questions (mulberry32).
  const generator = seed => () => {
    seed = seed + 0x6D2B79F5 | 0
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed)
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t
    return ((t ^ t >>> 14) >>> 0) / 4294967296
  }
  const shuffle = (list, random = Math.random) => list.map(item => [random(), item]).sort((a, b) => a[0] - b[0]).map(([, item]) => item)
  // Draw the share of each task, no two questions of which rest on the same fact while others are left.
  function draw(seed) {
    const random = generator(seed), used = new Set(), drawn = []
    for (const { questions, share } of tasks) {
      const keys = shuffle([...questions].sort(), random), distinct = []
      for (const key of keys) {
        const facts = all("li[data-right] a", bank.get(key)).map(link => link.href)
        if (distinct.length === share || facts.some(href => used.has(href))) continue
        distinct.push(key)
        facts.forEach(href => used.add(href))
      }
      drawn.push(...[...distinct, ...keys.filter(key => !distinct.includes(key))].slice(0, share))
    }
    return shuffle(drawn, random)
  }

  // The menu: of what is due, what was missed comes first, then what has waited longest ----
  const rounds = {
    due: progress => names.filter(name => isDue(name, progress))
      .sort((a, b) => progress.cards[a].hit - progress.cards[b].hit || due(a, progress) - due(b, progress)),
    ten: () => shuffle(names).slice(0, 10),
    changed: () => shuffle(changed),
    wrong: ({ cards }) => shuffle(names.filter(name => cards[name]?.hit === false)),
  }
  const options = [["", "without a clock"], [minutes, `${minutes} minutes`], [minutes + 30, `${minutes + 30} minutes, as AWS grants for English as a second language`]]
  const time = make("select", {}, ...options.map(([value, textContent]) => make("option", { value, textContent })))
  const seedInput = make("input", { type: "text", inputMode: "numeric", maxLength: 9, size: 9 })
  const getSeed = () => Number(seedInput.value) || Math.floor(Math.random() * 1e6)
  const start = {
    exam: () => whenLoaded(() => {
      const seed = getSeed()
      runExam({ seed, keys: draw(seed), at: 0, answers: {}, flags: [], end: time.value ? Date.now() + time.value * 60000 : null })
    }),
    paper: () => whenLoaded(() => showPaper(getSeed())),
  }
  for (const mode of Object.keys(rounds)) {
    start[mode] = () => {
      const keys = rounds[mode](read())
      if (!keys.length) return say("There are none.")
      whenLoaded(() => {
        update(progress => { progress.round = { title: buttons[mode].title, keys: keys.slice(0, MAX_ROUND), answers: {} } })
        showRound()
      })
    }
  }
  const buttons = {}
  for (const item of all("li[id]", menu)) {
    const title = item.querySelector("b").textContent
    buttons[item.id] = button(title, start[item.id], { title })
    item.querySelector("b").replaceWith(buttons[item.id])
  }
  buttons.exam.parentElement.append(make("p", {}, make("label", {}, "Time ", time), " ", make("label", {}, "Seed, to get the same questions again ", seedInput)))
  function showMenu() {
    const progress = read()
    if (progress.round) update(progress => { delete progress.round })
    for (const mode of ["due", "changed", "wrong"]) buttons[mode].textContent = `${buttons[mode].title} (${rounds[mode](progress).length})`
    root.replaceChildren(menu)
  }
  const backButton = () => make("p", {}, button("Back to the choice", showMenu))

  // A round: its answers are kept, so that a reload goes on -------------------------------
  function showRound() {
    const { title, keys, answers } = read().round
    const questions = keys.filter(key => bank.has(key)).map(clone)
    root.replaceChildren(make("h2", { textContent: title }), ...questions, backButton())
    for (const question of questions) {
      const chosen = answers[question.id]
      if (chosen) judge(question, chosen)
      else activate(question)
    }
    root.querySelector("input:enabled")?.focus()
  }
  root.addEventListener("answered", ({ target, detail }) => update(({ round }) => { if (round) round.answers[target.id] = detail }))

  // The exam: its state is kept at each step ----------------------------------------------
  function runExam(state) {
    const questions = state.keys.map(clone), clock = make("span", { role: "timer" }), slot = make("div"), overview = make("p", { className: "map" })
    const submit = button("Submit all", () => {
      const unanswered = state.keys.filter(key => !state.answers[key]?.length).length
      if (confirm(unanswered ? `${unanswered} unanswered questions count as wrong. Submit all?` : "Submit all?")) finish()
    })
    const discard = button("Discard", () => { if (confirm("Discard this exam? Nothing of it is kept.")) { end(); showMenu() } })
    const flag = button("", () => {
      const key = state.keys[state.at]
      state.flags = state.flags.includes(key) ? state.flags.filter(other => other !== key) : [...state.flags, key]
      show(state.at)
    })
    questions.forEach((question, index) => {
      all("details, .headerlink", question).forEach(element => element.remove())
      const key = state.keys[index], many = Number(question.dataset.many || 1)
      for (const input of all("input", question)) {
        input.checked = (state.answers[key] ?? []).includes(input.value)
        input.onchange = () => {
          const chosen = all("input:checked", question).map(box => box.value)
          if (chosen.length > many) { input.checked = false; return say(`Choose ${NUMBERS[many]}.`) }
          state.answers[key] = chosen
          show(state.at)
        }
      }
    })
    function show(index) {
      state.at = index
      update(progress => { progress.running = state })
      if (slot.firstChild !== questions[index]) slot.replaceChildren(questions[index])
      flag.textContent = state.flags.includes(state.keys[index]) ? "Unflag" : "Flag"
      overview.replaceChildren(...state.keys.map((key, i) => {
        const answered = state.answers[key]?.length, flagged = state.flags.includes(key)
        return button(`${i + 1}${flagged ? "⚑" : ""}`, () => go(i), {
          className: answered ? "answered" : "", ariaCurrent: i === index ? "step" : null,
          ariaLabel: `Question ${i + 1}${answered ? ", answered" : ""}${flagged ? ", flagged" : ""}`,
        })
      }))
    }
    function go(index) {
      if (!questions[index]) return
      show(index)
      questions[index].querySelector("input").focus()
    }
    root.replaceChildren(make("p", {}, `${state.keys.length} ${state.keys.length === 1 ? "question" : "questions"}, seed ${state.seed}. `, clock), slot,
      make("p", {}, ...[button("Back", () => go(state.at - 1)), button("Next", () => go(state.at + 1)), flag, submit, discard].flatMap(control => [control, " "])), overview)
    go(questions[state.at] ? state.at : 0)
    const timer = state.end && setInterval(() => {
      const left = Math.max(0, Math.ceil((state.end - Date.now()) / 1000))
      clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`
      if (!left) { say("The time is over."); finish() }
    }, 1000)
    function end() {
      clearInterval(timer)
      update(progress => { delete progress.running })
    }
    function finish() {
      end()
      const results = state.keys.map(key => {
        const { task } = bank.get(key).dataset, right = rightOptions(bank.get(key)), chosen = state.answers[key] ?? []
        const hit = chosen.length === right.length && right.every(option => chosen.includes(option)), sure = !state.flags.includes(key)
        answer(key, hit ? (sure ? 3 : 2) : 1, { how: sure ? "sure" : "unsure", hit })
        return { key, task, hit, sure, chosen }
      })
      const tasks = {} // task -> [right, all]
      for (const { task, hit } of results) {
        const [right, all] = tasks[task] ?? [0, 0]
        tasks[task] = [right + hit, all + 1]
      }
      update(progress => { progress.exams = [...progress.exams ?? [], { at: Date.now(), seed: state.seed, tasks }] })
      showResults(state.seed, results)
    }
  }
  function showResults(seed, results) {
    const score = answers => `${answers.filter(({ hit }) => hit).length} of ${answers.length}`
    const row = (name, answers) => make("tr", {}, make("th", { scope: "row" }, name), make("td", { textContent: score(answers) + (answers.length < 10 ? ", too few to say" : "") }))
    const rows = Object.entries(domains).flatMap(([domain, title]) => {
      const answers = results.filter(({ task }) => task[0] === domain)
      return answers.length ? [row(make("strong", { textContent: `${domain} ${title}` }), answers), ...tasks.filter(({ task }) => answers.some(answer => answer.task === task))
        .map(({ task, title, pages }) => row(make("a", { href: pages[0], textContent: `${task} ${title}` }), answers.filter(answer => answer.task === task)))] : []
    })
    const section = (title, fits) => {
      const answers = results.filter(fits)
      return answers.length ? [make("h3", { textContent: `${title} (${answers.length})` }), ...answers.map(({ key, chosen }) => judge(clone(key), chosen))] : []
    }
    const heading = make("h2", { textContent: `${score(results)} right`, tabIndex: -1 })
    root.replaceChildren(heading, make("p", { textContent: `Seed ${seed} asks the same questions again.` }),
      make("table", { className: "question-tasks" }, make("tbody", {}, ...rows)),
      ...section("Wrong, and not flagged", ({ hit, sure, chosen }) => !hit && sure && chosen.length),
      ...section("Right, and flagged", ({ hit, sure }) => hit && !sure),
      ...section("Wrong, and flagged", ({ hit, sure, chosen }) => !hit && !sure && chosen.length),
      ...section("Not answered", ({ chosen }) => !chosen.length),
      ...section("Right", ({ hit, sure }) => hit && sure), backButton())
    heading.focus()
  }

  // On paper ------------------------------------------------------------------------------
  function showPaper(seed) {
    const questions = draw(seed).map(clone), print = key => { document.body.classList.toggle("print-all", key); window.print() }
    const heading = make("h2", { textContent: `${questions.length} questions, seed ${seed}, ${minutes} minutes`, tabIndex: -1 })
    root.replaceChildren(heading,
      make("div", { className: "print" }, button("Print questions and answer sheet", () => print(false)), button("Print with the key", () => print(true)), button("Back to the choice", showMenu)),
      ...questions,
      make("section", { className: "sheet" }, make("h2", { textContent: `Answer sheet, seed ${seed}` }), make("p", { textContent: "Mark the question mark where you are not sure." }),
        make("ol", {}, ...questions.map(question => make("li", {}, ...all("label b", question).map(({ textContent }) => make("b", { textContent })), make("b", { textContent: "?" }), ` ${NUMBERS[question.dataset.many] ?? ""}`))),
        ...Object.entries(domains).map(([domain, title]) => make("p", { textContent: `____ of ${questions.filter(question => question.dataset.task[0] === domain).length}: ${domain} ${title}` }))))
    heading.focus()
  }

  const { running, round: saved } = read(), mode = location.hash.slice(1)
  if (running?.keys.every(key => names.includes(key))) whenLoaded(() => runExam(running))
  else if (saved && !rounds[mode]) whenLoaded(showRound)
  else {
    showMenu()
    if (rounds[mode]) { history.replaceState(null, "", "#mixed"); start[mode]() } // a reload goes on with the same questions
  }
}
