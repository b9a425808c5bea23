// The reader's progress as a whole: results of exams, export and import, and the plan until the reader's exam.
{
  const { KEY, DAY, all, make, button, today, parse, read, update, say, due, count, showCounts } = practice
  const date = (day, more) => make("time", { lang: navigator.language, dateTime: new Date(day * DAY).toISOString().slice(0, 10),
    textContent: new Date(day * DAY).toLocaleDateString(undefined, { timeZone: "UTC", day: "numeric", month: "short", ...more }) })
  const table = (heads, rows) => make("table", { className: "question-tasks" },
    make("thead", {}, make("tr", {}, ...heads.map(textContent => make("th", { scope: "col", textContent })))),
    make("tbody", {}, ...rows.map(([first, ...cells]) => make("tr", {}, make("th", { scope: "row" }, first), ...cells.map(cell => make("td", {}, cell))))))

  // Exams taken here, and the file ------------------------------------------------------------
  const list = document.querySelector("#exams"), fileBox = document.querySelector("#progress")
  function history() {
    const exams = read().exams ?? []
    const score = results => `${results.reduce((sum, [right]) => sum + right, 0)} of ${results.reduce((sum, [, all]) => sum + all, 0)}`
    const domains = tasks => [...new Set(Object.keys(tasks).map(task => task[0]))].sort()
      .map(domain => `${domain}: ${score(Object.keys(tasks).filter(task => task[0] === domain).map(task => tasks[task]))}`)
    list.replaceChildren(exams.length ? table(["Day", "Seed", "Right", "By domain"], exams.map(({ at: time, seed, tasks }) =>
      [date(today(time), { year: "numeric" }), seed, score(Object.values(tasks)), domains(tasks).join(", ")])) : "No exam yet.")
  }
  function merge(text) {
    const imported = parse(text)
    if (!imported) return say("That file holds no answers of these pages: nothing was changed.")
    let count = 0
    update(progress => {
      for (const [name, card] of Object.entries(imported.cards)) {
        if (!(progress.cards[name]?.last >= card.last)) { progress.cards[name] = card; count += 1 }
      }
      const exams = new Map([...imported.exams ?? [], ...progress.exams ?? []].map(exam => [exam.at, exam]))
      Object.assign(progress, { ...imported, ...progress, exams: [...exams.values()].sort((a, b) => a.at - b.at), pages: { ...imported.pages, ...progress.pages } })
    })
    showCounts()
    history()
    say(`${count} answers read; what was later here stayed.`)
  }
  if (fileBox) {
    const file = make("input", { type: "file", accept: "application/json,.json", onchange: async () => { if (file.files[0]) merge(await file.files[0].text()); file.value = "" } })
    fileBox.append(
      button("Save to a file", () => {
        const link = make("a", { href: URL.createObjectURL(new Blob([JSON.stringify(read())], { type: "application/json" })), download: "practice.json" })
        link.click()
        URL.revokeObjectURL(link.href)
      }),
      make("label", { className: "file" }, "Read from a file", file),
      button("Forget all", () => { if (confirm("Forget all answers in this browser?")) { localStorage.removeItem(KEY); showCounts(); history(); say("Forgotten.") } }))
    history()
  }

  // The plan: what is left, spread evenly over the days before the exam, the weakest tasks first -----------------------------
  const plan = document.querySelector("#plan")
  if (plan) {
    const items = all("li[data-page]").map(item => ({ item, name: item.dataset.page, link: item.querySelector("a"), minutes: Number(item.querySelector("small").dataset.minutes) }))
    const tasks = all("details[data-task]").map(section => ({ task: section.dataset.task, names: section.dataset.asks.split(" "), pages: items.filter(({ item }) => section.contains(item)) }))
    const names = new Set(tasks.flatMap(task => task.names))
    const minutes = pages => pages.reduce((sum, page) => sum + page.minutes, 0)
    const dayInput = make("input", { type: "date", max: "9999-12-31", onchange: () => {
      update(progress => { progress.exam = dayInput.value && dayInput.validity.valid ? dayInput.valueAsNumber / DAY : null })
      draw()
    } })
    if (read().exam) dayInput.valueAsNumber = read().exam * DAY
    const output = make("div")
    plan.replaceChildren(make("label", {}, "The day of your exam ", dayInput), output)
    for (const { item, name, link } of items) {
      item.prepend(make("input", { type: "checkbox", ariaLabel: `Read: ${link.textContent}`, checked: read().pages?.[name], onchange: ({ target }) => {
        update(progress => {
          progress.pages ??= {}
          if (target.checked) progress.pages[name] = today()
          else delete progress.pages[name]
        })
        draw()
      } }))
    }
    function draw() {
      const progress = read(), { exam, pages = {}, cards } = progress, now = today(), days = exam - now
      if (!exam || days < 1) return output.replaceChildren(exam ? (days ? "That day has passed." : "Your exam is today.") : "")
      const weak = tasks.map(task => ({ ...task, knows: count(task.names, progress).known })).sort((a, b) => a.knows / a.names.length - b.knows / b.names.length)
      const unread = weak.flatMap(({ task, pages: taskPages }) => taskPages.filter(({ name }) => !pages[name]).map(page => ({ ...page, task })))
      // What was done today counts for today.
      const minutesToday = minutes(items.filter(({ name }) => pages[name] === now)), newToday = [...names].filter(name => cards[name]?.first === now).length
      const unseen = [...names].filter(name => !cards[name]).length
      const share = (total, day) => Math.round(total * day / days), allMinutes = minutes(unread) + minutesToday, allNew = unseen + newToday
      const dueDays = Object.keys(cards).map(name => ({ question: names.has(name), day: Math.max(due(name, progress), now) }))
      const row = (from, to) => {
        const dayPages = []
        for (let sum = allMinutes - minutes(unread); unread.length && (to === days || sum < share(allMinutes, to)); sum += dayPages.at(-1).minutes) dayPages.push(unread.shift())
        const dueThen = dueDays.filter(({ day }) => day >= now + from && day < now + to), questions = dueThen.filter(({ question }) => question).length
        return [dayPages, [
          dayPages.length ? `${minutes(dayPages)} min, ${dayPages.length} ${dayPages.length === 1 ? "page" : "pages"}: task ${[...new Set(dayPages.map(page => page.task))].join(", ")}` : "–",
          Math.max(0, share(allNew, to) - Math.max(newToday, share(allNew, from))), questions, dueThen.length - questions,
        ]]
      }
      const dayCount = Math.min(days, 7), rows = Array.from({ length: dayCount }, (_, day) => row(day, day + 1))
      const later = days > dayCount ? [[make("span", {}, "Then until ", date(exam - 1)), ...row(dayCount, days)[1]]] : []
      const first = weak.slice(0, 3).map(({ task, knows, names }) => `task ${task} (${knows} of ${names.length} known)`)
      output.replaceChildren(
        make("p", { textContent: `Weakest first: ${first.join(", ")}.` }),
        table(["Day", "Read", "New", "Due", "Cards"], [...rows.map(([, cells], day) => [date(now + day, { weekday: "short" }), ...cells]), ...later]),
        make("p", { textContent: rows[0][0].length ? "To read today:" : "" }), make("ul", {}, ...rows[0][0].map(({ link, minutes }) => make("li", {}, link.cloneNode(true), ` ${minutes} min`))))
    }
    draw()
  }
}
