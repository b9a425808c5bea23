// Flashcards: first what is due in this browser, then a few new ones a day. The page is whole without this file.
// The cards of a group are a script beside the page, fetched when it is chosen: from disk nothing else can be.
(() => {
  const { make, button, load, read, answer, due, soon, today, say } = practice
  const room = document.querySelector("#flashcards"), rows = [...document.querySelectorAll("tr[data-group]")]
  const NEW = 10 // of a group, a day
  const GRADES = ["No", "Hardly", "Knew it"]
  // The names of what was answered and fits, and those of them that are due.
  const answered = fits => Object.entries(read().cards).filter(([, card]) => fits(card)).map(([name]) => name)
  const late = (names, progress = read()) => names.filter(name => due(name, progress) <= today())
  const choice = make("select", {}, ...rows.map(row => make("option", { value: row.dataset.group, textContent: row.cells[0].textContent })))

  // A card is kept as a question is, with its group and the day on which it was first seen.
  function start() {
    for (const row of rows) {
      const mine = answered(card => card.group === row.dataset.group)
      row.querySelector("[data-progress]").textContent = mine.length ? `${mine.length} seen, ${late(mine).length} due` : "–"
    }
    const questions = late(answered(card => card.how)).length
    const more = questions ? [make("p", {}, make("a", { href: room.dataset.questions, textContent: `Practice questions that are due: ${questions}` }))] : []
    const go = button("Review", () => session(choice.value, 0))
    room.replaceChildren(make("p", {}, make("label", {}, "Group ", choice), " ", go), ...more)
    return go
  }

  async function session(group, more) {
    const row = rows.find(one => one.dataset.group === group)
    if (!window.practiceCards?.[group]) await load(row.dataset.src).catch(() => null)
    const cards = window.practiceCards?.[group], kept = read().cards
    if (!cards) return say("These cards could not be read.")
    const mine = answered(card => card.group === group), first = mine.filter(name => kept[name].first === today()).length, waiting = late(mine)
    const unseen = cards.filter(([id]) => !kept[id])
    const queue = [
      ...cards.filter(([id]) => waiting.includes(id)).sort((a, b) => kept[a[0]].due - kept[b[0]].due),
      ...unseen.slice(0, more || Math.max(0, NEW - first)),
    ]
    next()

    function next() {
      if (!queue.length) return end()
      const [id, front, back, href, page] = queue[0]
      const face = make("div", { className: "face", tabIndex: -1 }, make("div", { innerHTML: front }))
      const keys = make("p")
      const show = button("Show", () => {
        const answer = make("div", { className: "back", tabIndex: -1, innerHTML: `${back}<br>` })
        answer.append(make("small", {}, "From ", make("a", { href, innerHTML: page })))
        face.append(answer)
        keys.replaceChildren(...GRADES.flatMap((name, at) => [button(name, () => graded(at + 1), { ariaKeyShortcuts: `${at + 1}` }), " "]))
        answer.focus()
      }, { ariaKeyShortcuts: "Space" })
      keys.append(show)
      room.replaceChildren(make("p", { textContent: `${row.cells[0].textContent}: ${queue.length} to go` }), face, keys)
      face.focus()

      function graded(grade) {
        const days = answer(id, grade, { group }), card = queue.shift()
        if (grade === 1) queue.push(card)
        say(grade === 1 ? "It comes back in a moment." : `It comes back ${soon(days)}.`)
        next()
      }
    }

    function end() {
      const left = cards.filter(([id]) => !read().cards[id]).length
      const go = start()
      const said = make("p", { tabIndex: -1, textContent: `Done for today. ${left} cards of ${row.cells[0].textContent} are still new to you. ` })
      if (left) said.append(button(`${Math.min(NEW, left)} more`, () => session(group, NEW)))
      room.prepend(said)
      said.focus()
      return go
    }
  }

  // Space shows, 1 to 3 say how well it was known.
  room.addEventListener("keydown", event => {
    const { key, target } = event
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-3 ]$/.test(key) || target.matches("select, a") || (key === " " && target.matches("button"))) return
    const press = [...room.querySelectorAll("button")].find(one => one.ariaKeyShortcuts === (key === " " ? "Space" : key))
    if (!press) return
    event.preventDefault()
    press.click()
  })
  start()
})()
