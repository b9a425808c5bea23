// What the reader's answers say together: results of exams, the file of it all, and the plan until the reader's exam.
{
  const { KEY, DAY, all, make, button, today, parsed, read, update, say, due, count, shown } = practice
  const date = (day, more) => make("time", { lang: navigator.language, dateTime: new Date(day * DAY).toISOString().slice(0, 10),
    textContent: new Date(day * DAY).toLocaleDateString(undefined, { timeZone: "UTC", day: "numeric", month: "short", ...more }) })
  const table = (heads, rows) => make("table", { className: "question-tasks" },
    make("thead", {}, make("tr", {}, ...heads.map(textContent => make("th", { scope: "col", textContent })))),
    make("tbody", {}, ...rows.map(([first, ...cells]) => make("tr", {}, make("th", { scope: "row" }, first), ...cells.map(cell => make("td", {}, cell))))))

  // Exams taken here, and the file ------------------------------------------------------------
  const taken = document.querySelector("#exams"), room = document.querySelector("#progress")
  function history() {
    const exams = read().exams ?? []
    const score = of => `${of.reduce((sum, one) => sum + one[0], 0)} of ${of.reduce((sum, one) => sum + one[1], 0)}`
    const domains = tasks => [...new Set(Object.keys(tasks).map(task => task[0]))].sort()
      .map(domain => `${domain}: ${score(Object.keys(tasks).filter(task => task[0] === domain).map(task => tasks[task]))}`)
    taken.replaceChildren(exams.length ? table(["Day", "Seed", "Right", "By domain"], exams.map(({ at, seed, tasks }) =>
      [date(today(at), { year: "numeric" }), seed, score(Object.values(tasks)), domains(tasks).join(", ")])) : "No exam yet.")
  }
  function merge(text) {
    const found = parsed(text)
    if (!found) return say("That file holds no answers of these pages: nothing was changed.")
    let count = 0
    update(progress => {
      for (const [name, card] of Object.entries(found.cards)) {
        if (!(progress.cards[name]?.last >= card.last)) { progress.cards[name] = card; count += 1 }
      }
      const exams = new Map([...found.exams ?? [], ...progress.exams ?? []].map(one => [one.at, one]))
      Object.assign(progress, { ...found, ...progress, exams: [...exams.values()].sort((a, b) => a.at - b.at), pages: { ...found.pages, ...progress.pages } })
    })
    shown()
    history()
    say(`${count} answers read; what was later here stayed.`)
  }
  if (room) {
    const file = make("input", { type: "file", accept: "application/json,.json", onchange: async () => { if (file.files[0]) merge(await file.files[0].text()); file.value = "" } })
    room.append(
      button("Save to a file", () => {
        const link = make("a", { href: URL.createObjectURL(new Blob([JSON.stringify(read())], { type: "application/json" })), download: "practice.json" })
        link.click()
        URL.revokeObjectURL(link.href)
      }),
      make("label", { className: "file" }, "Read from a file", file),
      button("Forget all", () => { if (confirm("Forget all answers in this browser?")) { localStorage.removeItem(KEY); shown(); history(); say("Forgotten.") } }))
    history()
  }

  // The plan: what is left, spread evenly over the days until the eve, the tasks first of which the reader knows least ------
  const plan = document.querySelector("#plan")
  if (plan) {
    const items = all("li[data-page]").map(item => ({ item, name: item.dataset.page, link: item.querySelector("a"), minutes: Number(item.querySelector("small").dataset.minutes) }))
    const tasks = all("details[data-task]").map(part => ({ task: part.dataset.task, names: part.dataset.asks.split(" "), pages: items.filter(({ item }) => part.contains(item)) }))
    const names = new Set(tasks.flatMap(one => one.names))
    const minutes = pages => pages.reduce((sum, page) => sum + page.minutes, 0)
    const when = make("input", { type: "date", max: "9999-12-31", onchange: () => {
      update(progress => { progress.exam = when.value && when.validity.valid ? when.valueAsNumber / DAY : null })
      draw()
    } })
    if (read().exam) when.valueAsNumber = read().exam * DAY
    const room = make("div")
    plan.replaceChildren(make("label", {}, "The day of your exam ", when), room)
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
      if (!exam || days < 1) return room.replaceChildren(exam ? (days ? "That day has passed." : "Your exam is today.") : "")
      const weak = tasks.map(one => ({ ...one, knows: count(one.names, progress).known })).sort((a, b) => a.knows / a.names.length - b.knows / b.names.length)
      const left = weak.flatMap(({ task, pages: of }) => of.filter(({ name }) => !pages[name]).map(page => ({ ...page, task })))
      // What was done today counts for today.
      const done = minutes(items.filter(({ name }) => pages[name] === now)), fresh = [...names].filter(name => cards[name]?.first === now).length
      const unseen = [...names].filter(name => !cards[name]).length
      const share = (total, day) => Math.round(total * day / days), reads = minutes(left) + done, asks = unseen + fresh
      const dues = Object.keys(cards).map(name => ({ question: names.has(name), day: Math.max(due(name, progress), now) }))
      const waiting = (question, from, to) => dues.filter(one => one.question === question && one.day >= from && one.day < to).length
      const row = (from, to) => {
        const mine = []
        for (let sum = reads - minutes(left); left.length && (to === days || sum < share(reads, to)); sum += mine.at(-1).minutes) mine.push(left.shift())
        return [mine, [
          mine.length ? `${minutes(mine)} min, ${mine.length} ${mine.length === 1 ? "page" : "pages"}: task ${[...new Set(mine.map(one => one.task))].join(", ")}` : "–",
          Math.max(0, share(asks, to) - Math.max(fresh, share(asks, from))), waiting(true, now + from, now + to), waiting(false, now + from, now + to),
        ]]
      }
      const shown = Math.min(days, 7), rows = Array.from({ length: shown }, (_, day) => row(day, day + 1))
      const rest = days > shown ? [[make("span", {}, "Then until ", date(exam - 1)), ...row(shown, days)[1]]] : []
      const first = weak.slice(0, 3).map(({ task, knows, names }) => `task ${task} (${knows} of ${names.length} known)`)
      room.replaceChildren(
        make("p", { textContent: `Weakest first: ${first.join(", ")}.` }),
        table(["Day", "Read", "New", "Due", "Cards"], [...rows.map(([, cells], day) => [date(now + day, { weekday: "short" }), ...cells]), ...rest]),
        make("p", { textContent: rows[0][0].length ? "To read today:" : "" }), make("ul", {}, ...rows[0][0].map(({ link, minutes }) => make("li", {}, link.cloneNode(true), ` ${minutes} min`))))
    }
    draw()
  }
}
