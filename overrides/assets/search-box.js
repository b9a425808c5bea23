// The drawer, the search and their keys; what finds is search.js.
(({ src, find, all, make }) => {
  const root = new URL("..", src)

  // Drawer and search open by check boxes, which work without a script too. ---------------

  const toggle = name => find(`[data-md-toggle=${name}]`)
  function turn(name, on) {
    const box = toggle(name)
    if (!box || box.checked === on) return
    box.checked = on
    box.dispatchEvent(new Event("change"))
  }

  // On a phone they lie over the page, and the gesture that goes back closes them: each is an entry of the history.
  const covers = { drawer: matchMedia("(max-width: 76.234em)"), search: matchMedia("(max-width: 59.984em)") }
  for (const [name, narrow] of Object.entries(covers)) {
    toggle(name)?.addEventListener("change", ({ target: { checked } }) => {
      if (checked && narrow.matches && !history.state?.over) history.pushState({ over: name }, "")
      if (!checked && history.state?.over === name) history.back()
    })
  }
  function uncover() {
    turn("drawer", false)
    turn("search", false)
  }
  addEventListener("popstate", uncover)
  addEventListener("hashchange", uncover)
  document.addEventListener("click", event => {
    const link = event.target.closest(".md-sidebar--primary a, .md-search-result a")
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    const layer = history.state?.over
    if (layer) history.replaceState(null, "") // the next page takes the place of what lay over this one
    uncover()
    if (!layer) return
    event.preventDefault()
    location.replace(link.href)
  })

  for (const button of all("label [role=button]")) button.tabIndex = 0

  toggle("drawer")?.addEventListener("change", ({ target: { checked } }) => {
    for (const element of all(".md-header, .md-sidebar--secondary, .md-content, .md-footer")) element.inert = checked
    const stops = all(".md-sidebar--primary .md-nav__link--active, .md-sidebar--primary .md-nav__link--active [role=button]")
    if (checked) stops.find(stop => stop.offsetParent && stop.tabIndex >= 0)?.focus()
    else find(".md-header [for=__drawer] [role=button]").focus()
  })

  const input = find(".md-search__input")
  const meta = find(".md-search-result__meta")
  const list = find(".md-search-result__list")
  let ask // sends a query, once the search has been used
  let requested = 0, answered = 0 // ids
  let best // the link that Enter follows
  let followBest = false // Enter was faster than the answer

  /** `items`: the best of `total` pages, best first, each a list of sections {location, title, text, terms, place}, best
      first; `corrected`: what was asked instead; `suggestions`: what to ask, if nothing was. */
  function answer({ id, items, total, corrected, suggestions = [] }) {
    if (id !== requested) return
    answered = id
    list.replaceChildren(...items.map(page), ...suggestions.map(suggestion))
    best = items.length ? list.querySelector("[data-best]") : null
    const count = total > items.length ? `The best ${items.length} of ${total} pages` : total === 1 ? "1 page found" : `${total} pages found`
    meta.textContent = items.length ? count : input.value.trim() ? "Nothing found. Fewer or other words may help." : "Type to start searching"
    if (corrected) {
      const typed = make("button", { type: "button", textContent: `Search for ${input.value.trim()} instead`, onclick: () => { input.focus(); search(true) } })
      meta.prepend("Showing results for ", make("b", { textContent: corrected }), ". ", typed, ". ")
    }
    if (followBest) best?.click()
    followBest = false
  }

  const suggestion = words => make("li", { className: "md-search-result__item" }, make("button", {
    type: "button", className: "md-search-result__link", textContent: words, onclick: () => { input.focus(); input.value = words; search() },
  }))

  /** One page of the list: its top, its best section, and the others folded. */
  function page(sections) {
    const top = sections.find(({ location }) => !location.includes("#")) || sections[0]
    const [first, ...others] = sections
    const more = others.filter(section => section !== top)
    const item = make("li", { className: "md-search-result__item" }, result(top, true, top === first))
    if (top !== first) item.append(result(first))
    item.querySelector("a:last-of-type").setAttribute("data-best", "")
    if (more.length) {
      const summary = make("summary", { tabIndex: -1 }, make("div", {}, `${more.length} more on this page`))
      item.append(make("details", { className: "md-search-result__more" }, summary, ...more.map(section => result(section))))
    }
    return item
  }

  function result({ location, title, text, terms, place }, top = false, hasText = true) {
    const url = new URL(location, root)
    if (terms.length) url.searchParams.set("h", terms.join(" "))
    const article = make("article", { className: "md-search-result__article md-typeset" })
    if (top) article.append(make("small", { textContent: place }))
    article.append(make(top ? "h1" : "h2", { innerHTML: title }))
    if (hasText) article.append(make("p", { innerHTML: text }))
    return make("a", { className: "md-search-result__link", href: url, tabIndex: -1 }, article)
  }

  function connect() {
    const fail = () => {
      meta.textContent = "The search could not be loaded."
      ask = null // the next letter tries anew: the site may have changed meanwhile
    }
    const script = new URL("assets/search.js", root)
    script.search = new URL(src).search // which changes with any script
    if (location.protocol === "file:") { // where there are no workers
      const loaded = new Promise((resolve, reject) => document.head.append(make("script", { src: script, onload: resolve, onerror: reject })))
      return ({ id, query, base, exact }) => loaded.then(() => searchNotes(query, base, exact)).then(reply => answer({ id, ...reply })).catch(fail)
    }
    const worker = new Worker(script)
    worker.onmessage = ({ data }) => data.items ? answer(data) : fail()
    worker.onerror = fail
    return question => worker.postMessage(question)
  }

  // Words are kept from page to page, as long as the tab is open.
  const kept = words => { try { return words === undefined ? sessionStorage.getItem("notes.search") : sessionStorage.setItem("notes.search", words) } catch { return null } }

  /** Ask what stands in the box; `exact`: and no other words in their place. */
  function search(exact = false) {
    if (!ask) meta.textContent = "Loading the search"
    ask ||= connect()
    ask({ id: ++requested, query: input.value, base: root.href, exact })
    kept(input.value)
  }

  if (input) {
    const box = toggle("search")
    input.addEventListener("input", () => search())
    input.addEventListener("focus", () => {
      turn("search", true)
      if (ask) return
      input.value ||= kept() || ""
      const words = input.value
      input.select()
      setTimeout(() => words === input.value && input.select()) // a click sets the caret after this event
      search()
    })
    input.form.addEventListener("reset", () => setTimeout(() => { input.focus(); search() }))
    input.form.addEventListener("submit", event => event.preventDefault())
    box.addEventListener("change", () => box.checked ? input.focus() : input.blur())
    const address = new URL(location)
    const suggested = find("[data-lost] li") // on the page of an address that there is not, whose words may find what it meant
    if (suggested) {
      const words = address.pathname.slice(root.pathname.length).replace(/(^404)?\.html?$|%..|[^a-z\d]+/gi, " ").trim()
      if (words && !covers.search.matches) address.searchParams.set("q", words)
      else if (words) suggested.replaceChildren("Search for ", make("a", { href: `?q=${encodeURIComponent(words)}` }, words), ".")
    }
    if (address.searchParams.has("q")) {
      input.value = address.searchParams.get("q")
      address.searchParams.delete("q")
      history.replaceState(history.state, "", address)
      input.focus()
    }
  }

  // Keys: none is a letter alone, which a voice or a slip would type -----------------------

  if (input) {
    const mac = /Mac|iP(hone|ad|od)/.test(navigator.platform)
    input.setAttribute("aria-keyshortcuts", "Control+K Meta+K")
    input.form.append(make("kbd", { className: "md-search__key", ariaHidden: "true" }, mac ? "⌘ K" : "Ctrl K"))
  }

  function searchKey(event) {
    const focused = document.activeElement
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === "Escape" || event.key === "Tab") turn("search", false)
    else if (step) {
      const stops = [input, ...meta.parentElement.querySelectorAll("button, :not(details) > a, summary, details[open] a")]
      stops.at((stops.indexOf(focused) + step) % stops.length).focus()
      event.preventDefault()
    } else if (event.key === "Enter" && focused === input) {
      if (answered === requested) best?.click()
      else followBest = true
      event.preventDefault()
    } else if (event.key.length === 1 && event.key !== " " && focused.closest(".md-search :is(a, button, summary)")) input.focus()
  }

  addEventListener("keydown", event => {
    if (event.altKey || event.isComposing) return
    const { key, target } = event
    if (event.ctrlKey || event.metaKey) {
      if (key.toLowerCase() !== "k" || event.shiftKey || !input) return
      input.focus()
      input.select()
      event.preventDefault()
    } else if (toggle("search")?.checked) searchKey(event)
    else if (key === "Escape") turn("drawer", false)
    else if ((key === "Enter" || key === " ") && target.matches?.("label [role=button]")) {
      target.click()
      event.preventDefault()
    }
  })
})(notes)
