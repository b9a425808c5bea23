// What pages do. Every page is whole without this file.
// A classic script, not a module: browsers load no module from disk.
(() => {
  const root = new URL("..", document.currentScript.src)
  const one = selector => document.querySelector(selector)
  const all = selector => [...document.querySelectorAll(selector)]
  const make = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties)
    made.append(...children)
    return made
  }

  // Said to eyes and to screen readers.
  const status = make("p", { className: "said", role: "status" })
  document.body.append(status)

  function say(words) {
    status.textContent = words
    clearTimeout(say.timer)
    say.timer = setTimeout(() => { status.textContent = "" }, 2500)
  }

  // Addresses -----------------------------------------------------------------------------

  function targeted() {
    try { return document.getElementById(decodeURIComponent(location.hash.slice(1))) } catch { return null /* a stray % */ }
  }

  // What has moved has left a note with the new address (see checks/links.py). What is in a tab or is folded is opened.
  function follow() {
    const target = targeted()
    const page = one("p.moved-page a")
    if (page && !target) location.replace(page.href + location.hash)
    if (target?.matches("p.moved")) location.replace(target.querySelector("a").href)
    if (!target) return
    if (target.matches(".tabbed-set > input")) target.checked = true
    const tab = target.closest(".tabbed-block")
    if (tab) tab.closest(".tabbed-set").children[[...tab.parentElement.children].indexOf(tab)].checked = true
    const folded = target.closest("details:not([open])")
    if (folded) folded.open = true
    if (tab || folded) target.scrollIntoView()
  }
  follow()
  addEventListener("hashchange", () => { turn("drawer", false); turn("search", false); follow() })

  document.addEventListener("change", ({ target }) => {
    if (target.matches(".tabbed-set > input")) history.replaceState(history.state, "", `#${target.id}`)
  })
  addEventListener("beforeprint", () => all("details:not([open])").forEach(folded => { folded.open = folded.unfolded = true }))
  addEventListener("afterprint", () => all("details").forEach(folded => { if (folded.unfolded) folded.open = folded.unfolded = false }))

  // The words that a search led here by.
  const words = (new URLSearchParams(location.search).get("h") || "").split(/\s+/).filter(Boolean).sort((a, b) => b.length - a.length)
  if (words.length) {
    const any = `(?:${words.map(word => word.replace(/[^\p{L}\p{N}_]/gu, "\\$&")).join("|")})`
    const pattern = new RegExp(`(${any}(?:\\s+${any})*)`, "iu")
    const texts = document.createTreeWalker(one("article"), NodeFilter.SHOW_TEXT)
    const found = []
    while (texts.nextNode()) if (pattern.test(texts.currentNode.data) && !texts.currentNode.parentElement.closest("svg, .headerlink")) found.push(texts.currentNode)
    for (const text of found) {
      // Every second part is what the pattern caught.
      text.replaceWith(...text.data.split(pattern).map((part, at) => {
        if (at % 2 === 0) return part
        const mark = make("mark", {}, part)
        mark.setAttribute("data-md-highlight", "")
        return mark
      }))
    }
  }

  // Copying -------------------------------------------------------------------------------

  function copy(text, done, failed) {
    (navigator.clipboard?.writeText(text) ?? Promise.reject()).then(() => say(done), failed)
  }

  document.addEventListener("click", ({ target }) => {
    const link = target.closest("a.headerlink, a.permalink")
    if (link) copy(link.href, "Link copied", () => say("Link is in the address bar"))
    const button = target.closest(".md-code__button")
    if (button) {
      const code = button.closest("pre").querySelector("code")
      copy(code.textContent.trimEnd(), "Copied", () => { getSelection().selectAllChildren(code); say("Selected, ready to copy") })
    }
  })

  const reachable = new ResizeObserver(sizes => {
    for (const { target } of sizes) target.scrollWidth > target.clientWidth ? target.tabIndex = 0 : target.removeAttribute("tabindex")
  })
  for (const code of all("article pre > code")) {
    const button = make("button", { className: "md-code__button", type: "button", title: "Copy", ariaLabel: "Copy this code" })
    button.dataset.mdType = "copy"
    code.before(make("div", { className: "md-code__nav" }, button))
    reachable.observe(code)
  }

  // Light and dark ------------------------------------------------------------------------

  const dark = matchMedia("(prefers-color-scheme: dark)")
  const paint = scheme => document.body.setAttribute("data-md-color-scheme", scheme)
  const stored = (...scheme) => {
    try { return scheme.length ? localStorage.setItem("notes.scheme", ...scheme) : localStorage.getItem("notes.scheme") } catch { return null }
  }
  dark.addEventListener("change", () => { if (!stored()) paint(dark.matches ? "slate" : "default") })
  one("[data-md-component=palette] button")?.addEventListener("click", () => {
    const scheme = document.body.getAttribute("data-md-color-scheme") === "slate" ? "default" : "slate"
    paint(scheme)
    stored(scheme)
  })

  // Scrolling -----------------------------------------------------------------------------

  const title = one("article h1")
  const header = one("[data-md-component=header-title]")
  const links = new Map()
  for (const link of all("[data-md-component=toc] a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)))
    if (heading) links.set(heading, [...(links.get(heading) || []), link])
  }

  function centre(link) {
    const box = link.closest(".md-sidebar__scrollwrap")
    if (link.offsetParent && box.scrollHeight > box.clientHeight) {
      box.scrollTop += link.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2
    }
  }

  // Where a heading comes to stand that an address leads to, and a little more.
  const edge = 4.5 * parseFloat(getComputedStyle(document.documentElement).fontSize)
  let reading
  function scrolled() {
    scrolled.waits = false
    header?.classList.toggle("md-header__title--active", title?.getBoundingClientRect().bottom < edge / 2)
    const atEnd = scrollY > 0 && Math.ceil(scrollY + innerHeight) >= document.documentElement.scrollHeight
    const passed = [...links.keys()].filter(heading => atEnd || heading.getBoundingClientRect().top < edge)
    if (passed.at(-1) === reading) return
    reading = passed.at(-1)
    for (const [heading, of] of links) {
      for (const link of of) {
        link.classList.toggle("md-nav__link--passed", passed.includes(heading))
        link.classList.toggle("md-nav__link--active", heading === reading)
        if (heading === reading) centre(link)
      }
    }
  }
  const soon = () => { if (!scrolled.waits) scrolled.waits = requestAnimationFrame(scrolled) }
  addEventListener("scroll", soon, { passive: true })
  addEventListener("resize", soon)
  soon()
  const here = one(".md-sidebar--primary [aria-current]")
  if (here) requestAnimationFrame(() => centre(here))

  // Drawer and search open by check boxes, which work without a script too. ---------------

  const toggle = name => one(`[data-md-toggle=${name}]`)
  function turn(name, on) {
    const box = toggle(name)
    if (!box || box.checked === on) return
    box.checked = on
    box.dispatchEvent(new Event("change"))
  }

  for (const button of all("label [role=button]")) button.tabIndex = 0

  toggle("drawer")?.addEventListener("change", ({ target: { checked } }) => {
    for (const behind of all(".md-header, .md-content, .md-footer")) behind.inert = checked
    const stops = all(".md-sidebar--primary .md-nav__link--active, .md-sidebar--primary .md-nav__link--active [role=button]")
    if (checked) stops.find(stop => stop.offsetParent && stop.tabIndex >= 0)?.focus()
    else one(".md-header [for=__drawer] [role=button]").focus()
  })

  const input = one(".md-search__input")
  const meta = one(".md-search-result__meta")
  const list = one(".md-search-result__list")
  let ask // sends a question, once the search has been used
  let asked = 0, answered = 0
  let best // the link that Enter follows
  let going = false // Enter was faster than the answer

  /** `items`: the best of `total` pages, best first, each a list of sections {location, title, text, terms}, best first. */
  function answer({ id, items, total }) {
    if (id !== asked) return
    answered = id
    list.replaceChildren(...items.map(page))
    best = items.length ? list.querySelector("[data-best]") : null
    const count = total > items.length ? `The best ${items.length} of ${total} pages` : total === 1 ? "1 page found" : `${total} pages found`
    meta.textContent = items.length ? count : input.value.trim() ? "Nothing found. Fewer or other words may help." : "Type to start searching"
    if (going) best?.click()
    going = false
  }

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

  function result({ location, title, text, terms }, top = false, told = true) {
    const url = new URL(location, root)
    if (terms.length) url.searchParams.set("h", terms.join(" "))
    const article = make("article", { className: "md-search-result__article md-typeset" })
    if (top) article.append(make("div", { className: "md-search-result__icon md-icon" }))
    article.append(make(top ? "h1" : "h2", { innerHTML: title }))
    if (told) article.append(make("p", { innerHTML: text }))
    return make("a", { className: "md-search-result__link", href: url, tabIndex: -1 }, article)
  }

  function connect() {
    const failed = () => { meta.textContent = "The search could not be loaded." }
    const script = new URL("assets/search.js", root)
    if (location.protocol === "file:") { // where there are no workers
      const loaded = new Promise((resolve, reject) => document.head.append(make("script", { src: script, onload: resolve, onerror: reject })))
      return ({ id, query, base }) => loaded.then(() => searchNotes(query, base)).then(found => answer({ id, ...found })).catch(failed)
    }
    const worker = new Worker(script)
    worker.onmessage = ({ data }) => data.items ? answer(data) : failed()
    worker.onerror = failed
    return question => worker.postMessage(question)
  }

  function search() {
    if (!ask) meta.textContent = "Loading the search"
    ask ||= connect()
    ask({ id: ++asked, query: input.value, base: root.href })
  }

  if (input) {
    const box = toggle("search")
    input.addEventListener("input", search)
    input.addEventListener("focus", () => {
      turn("search", true)
      if (!ask) search()
    })
    input.form.addEventListener("reset", () => setTimeout(() => { input.focus(); search() }))
    input.form.addEventListener("submit", event => event.preventDefault())
    list.addEventListener("click", ({ target }) => target.closest("a") && turn("search", false))
    box.addEventListener("change", () => {
      const address = new URL(location)
      if (box.checked) input.focus()
      else {
        input.blur()
        if (!address.searchParams.has("q")) return
        address.searchParams.delete("q")
        history.replaceState(history.state, "", address)
      }
    })
    const query = new URLSearchParams(location.search).get("q")
    if (query !== null) {
      input.value = query
      input.focus()
    }
  }

  // Keys ----------------------------------------------------------------------------------

  function searchKey(event) {
    const now = document.activeElement
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === "Escape" || event.key === "Tab") turn("search", false)
    else if (step) {
      const stops = [input, ...list.querySelectorAll(":not(details) > a, summary, details[open] a")]
      stops.at((stops.indexOf(now) + step) % stops.length).focus()
      event.preventDefault()
    } else if (event.key === "Enter" && now === input) {
      if (answered === asked) best?.click()
      else going = true
      event.preventDefault()
    } else if (event.key.length === 1 && now !== input) input.focus()
  }

  addEventListener("keydown", event => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return
    const { key, target } = event
    if (toggle("search")?.checked) return searchKey(event)
    if (target.matches?.("input:not([type=radio], [type=checkbox]), textarea, select")) return
    const neighbour = { p: "prev", ",": "prev", n: "next", ".": "next" }[key]
    const next = neighbour && one(`link[rel=${neighbour}]`)
    if (next) location.assign(next.href)
    else if (["/", "f", "s"].includes(key) && input) {
      input.focus()
      input.select()
      event.preventDefault()
    } else if (key === "Escape") turn("drawer", false)
    else if ((key === "Enter" || key === " ") && target.matches?.("label [role=button]")) {
      target.click()
      event.preventDefault()
    }
  })
})()
