// Flashcards: first what is due in this browser, then a few new ones a day. The page is whole without this file.
// The cards of a group are a script beside the page, fetched when it is chosen: from disk nothing else can be.
(() => {
  const { make, button, load, read, answer, isDue, inDays, today, say } = practice
  const root = document.querySelector("#flashcards"), rows = [...document.querySelectorAll("tr[data-group]")]
  const NEW = 10 // of a group, a day
  const GRADES = ["No", "Hardly", "Knew it"]
  // The names of the cards and questions answered that fit, and those of them that are due.
  const answered = fits => Object.entries(read().cards).filter(([, card]) => fits(card)).map(([name]) => name)
  const late = names => names.filter(name => isDue(name))
  const select = make("select", {}, ...rows.map(row => make("option", { value: row.dataset.group, textContent: row.cells[0].textContent })))

  // A card is kept as a question is, with its group and the day on which it was first seen.
  function showMenu() {
    for (const row of rows) {
      const seen = answered(card => card.group === row.dataset.group)
      row.querySelector("[data-progress]").textContent = seen.length ? `${seen.length} seen, ${late(seen).length} due` : "–"
    }
    const questions = late(answered(card => card.how)).length
    const links = questions ? [make("p", {}, make("a", { href: root.dataset.questions, textContent: `Practice questions that are due: ${questions}` }))] : []
    root.replaceChildren(make("p", {}, make("label", {}, "Group ", select), " ", button("Review", () => session(select.value, 0))), ...links)
  }

  async function session(group, extra) {
    const row = rows.find(row => row.dataset.group === group)
    if (!window.practiceCards?.[group]) await load(row.dataset.src).catch(() => null)
    const cards = window.practiceCards?.[group], stored = read().cards
    if (!cards) return say("These cards could not be read.")
    const seen = answered(card => card.group === group), started = seen.filter(name => stored[name].first === today()).length, dueToday = late(seen)
    const unseen = cards.filter(([id]) => !stored[id])
    const queue = [
      ...cards.filter(([id]) => dueToday.includes(id)).sort((a, b) => stored[a[0]].due - stored[b[0]].due),
      ...unseen.slice(0, extra || Math.max(0, NEW - started)),
    ]
    next()

    function next() {
      if (!queue.length) return finish()
      const [id, front, back, href, page] = queue[0]
      const face = make("div", { className: "face", tabIndex: -1 }, make("div", { innerHTML: front }))
      const buttons = make("p")
      const show = button("Show", () => {
        const side = make("div", { className: "back", tabIndex: -1, innerHTML: `${back}<br>` })
        side.append(make("small", {}, "From ", make("a", { href, innerHTML: page })))
        face.append(side)
        buttons.replaceChildren(...GRADES.flatMap((name, i) => [button(name, () => rate(i + 1), { ariaKeyShortcuts: `${i + 1}` }), " "]))
        side.focus()
      }, { ariaKeyShortcuts: "Space" })
      buttons.append(show)
      root.replaceChildren(make("p", { textContent: `${row.cells[0].textContent}: ${queue.length} to go` }), face, buttons)
      face.focus()

      function rate(grade) {
        const days = answer(id, grade, { group }), card = queue.shift()
        if (grade === 1) queue.push(card)
        say(grade === 1 ? "It comes back in a moment." : `It comes back ${inDays(days)}.`)
        next()
      }
    }

    function finish() {
      const left = cards.filter(([id]) => !read().cards[id]).length
      showMenu()
      const message = make("p", { tabIndex: -1, textContent: `Done for today. ${left} cards of ${row.cells[0].textContent} are still new to you. ` })
      if (left) message.append(button(`${Math.min(NEW, left)} more`, () => session(group, NEW)))
      root.prepend(message)
      message.focus()
    }
  }

  // Space shows, 1 to 3 say how well it was known.
  root.addEventListener("keydown", event => {
    const { key, target } = event
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-3 ]$/.test(key) || target.matches("select, a") || (key === " " && target.matches("button"))) return
    const pressed = [...root.querySelectorAll("button")].find(item => item.ariaKeyShortcuts === (key === " " ? "Space" : key))
    if (!pressed) return
    event.preventDefault()
    pressed.click()
  })
  showMenu()
})()
