// What pages do. Every page is whole without this file; what search-box.js needs of it is returned.
// Classic scripts, not modules: browsers load no module from disk.
const notes = (() => {
  const { src } = document.currentScript
  const find = selector => document.querySelector(selector)
  const all = selector => [...document.querySelectorAll(selector)]
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties)
    element.append(...children)
    return element
  }

  // A toast, which screen readers read out too.
  const status = make("p", { className: "said", role: "status" })
  document.body.append(status)

  function say(words) {
    status.textContent = words
    clearTimeout(say.timer)
    say.timer = setTimeout(() => { status.textContent = "" }, 2500)
  }

  // Addresses -----------------------------------------------------------------------------

  function findTarget() {
    try { return document.getElementById(decodeURIComponent(location.hash.slice(1))) } catch { return null /* a stray % */ }
  }

  // Follow the redirect of a page or part that has moved (see publish/links.py).
  // Open the folded boxes and tabs around the target.
  function follow() {
    const target = findTarget()
    const page = find("p.moved-page a")
    if (page && !target) location.replace(page.href + location.hash)
    if (target?.matches("p.moved")) location.replace(target.querySelector("a").href)
    if (!target) return
    if (target.matches(".tabbed-set > input")) target.checked = true
    let opened = false
    for (let ancestor = target; ancestor; ancestor = ancestor.parentElement) {
      if (ancestor.matches("details:not([open])")) opened = ancestor.open = true
      if (ancestor.matches(".tabbed-block")) {
        const index = [...ancestor.parentElement.children].indexOf(ancestor)
        ancestor.closest(".tabbed-set").children[index].checked = opened = true
      }
    }
    if (opened) target.scrollIntoView()
  }
  follow()
  addEventListener("hashchange", follow)

  document.addEventListener("change", ({ target }) => {
    if (target.matches(".tabbed-set > input")) history.replaceState(history.state, "", `#${target.id}`)
  })

  // Highlight the terms of the search that led here: any text, never a pattern; a quote matches each form of it.
  const words = (new URLSearchParams(location.search).get("h") || "").split(/\s+/).filter(Boolean).sort((a, b) => b.length - a.length)
  if (words.length && find("article")) {
    const escape = word => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    const literal = word => escape(word).replace(/['‘’]/g, "['‘’]").replace(/["“”]/g, "[\"“”]")
    const any = `(?:${words.map(literal).join("|")})`
    const pattern = new RegExp(`(${any}(?:\\s+${any})*)`, "iu")
    const texts = document.createTreeWalker(find("article"), NodeFilter.SHOW_TEXT)
    const matches = []
    while (texts.nextNode()) {
      const text = texts.currentNode
      if (pattern.test(text.data) && !text.parentElement.closest("svg, button, .headerlink")) matches.push(text)
    }
    for (const text of matches) {
      // Every second part is what the pattern caught.
      text.replaceWith(...text.data.split(pattern).map((part, i) => {
        if (i % 2 === 0) return part
        const mark = make("mark", {}, part)
        mark.setAttribute("data-md-highlight", "")
        return mark
      }))
    }
  }

  // Printing ------------------------------------------------------------------------------

  addEventListener("beforeprint", () => all("details:not([open])").forEach(folded => { folded.open = folded.unfolded = true }))
  addEventListener("afterprint", () => {
    all("details").forEach(folded => { if (folded.unfolded) folded.open = folded.unfolded = false })
    document.body.classList.remove("print-all")
  })
  for (const button of all("[data-print]")) {
    button.addEventListener("click", () => {
      document.body.classList.toggle("print-all", button.dataset.print === "all")
      print()
    })
  }

  // Copying -------------------------------------------------------------------------------

  function copy(text, done, failed) {
    (navigator.clipboard?.writeText(text) ?? Promise.reject()).then(() => say(done), failed)
  }

  document.addEventListener("click", ({ target }) => {
    const anchor = target.closest("a[href]")
    if (anchor?.hash && anchor.href === location.href) follow() // no new address, so nothing else would
    if (anchor?.matches(".headerlink, .permalink")) {
      const address = new URL(anchor.href)
      address.search = "" // the words of a search are the reader's own
      copy(address.href, "Link copied", () => say("Link is in the address bar"))
    }
    const button = target.closest(".md-code__button")
    if (button) {
      const code = button.closest("pre").querySelector("code")
      copy(code.textContent.trimEnd(), "Copied", () => { getSelection().selectAllChildren(code); say("Selected, ready to copy") })
    }
  })

  // Of the permalinks of a table or a list only the first is a stop for the Tab key; arrows lead to the others.
  document.addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const group = step && event.target.matches(".headerlink") && event.target.closest("table, dl")
    if (!group) return
    const links = [...group.querySelectorAll(".headerlink")].filter(link => link.getClientRects().length)
    links[links.indexOf(event.target) + step]?.focus()
    event.preventDefault()
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

  // As the system, or as chosen; which of them is the second class of <html>, and set before the first paint.
  const dark = matchMedia("(prefers-color-scheme: dark)")
  const scheme = find("[data-md-component=palette] button")
  const NAMES = { auto: "as the system", default: "light", slate: "dark" }
  const chosen = () => document.documentElement.classList[1]
  const system = () => dark.matches ? "slate" : "default"

  function paint(next) {
    document.documentElement.className = `js ${next}`
    document.body.setAttribute("data-md-color-scheme", next === "auto" ? system() : next)
    for (const bar of all("meta[name=theme-color]")) bar.content = getComputedStyle(document.body).backgroundColor
    if (scheme) scheme.title = `Colours: ${NAMES[next]}`
  }
  if (chosen() !== "auto") paint(chosen())
  dark.addEventListener("change", () => paint(chosen()))
  scheme?.addEventListener("click", () => {
    // Each click but the last shows: first the other one than the system's.
    const other = system() === "slate" ? "default" : "slate"
    const next = { auto: other, [other]: system(), [system()]: "auto" }[chosen()]
    paint(next)
    say(`Colours: ${NAMES[next]}`)
    try { next === "auto" ? localStorage.removeItem("notes.scheme") : localStorage.setItem("notes.scheme", next) } catch { /* for this page alone */ }
  })

  // Kept on the device --------------------------------------------------------------------

  // By publish/worker.js. From disk and while serving no page links a manifest, and there is nothing to register.
  const manifest = find("link[rel=manifest]")
  const { serviceWorker } = navigator
  if (manifest && serviceWorker) {
    const { controller } = serviceWorker
    // What this page fetches later has to be of its own build.
    serviceWorker.addEventListener("controllerchange", () => { if (controller) location.reload() })
    const offer = ({ waiting }) => {
      if (!waiting || !controller || find(".newer")) return
      const button = (textContent, onclick) => make("button", { type: "button", textContent, onclick })
      const line = make("p", { className: "said newer", role: "status" }, "A newer edition is ready:",
        button("reload", () => waiting.postMessage("activate")), button("later", () => line.remove()))
      document.body.append(line)
    }
    addEventListener("load", async () => {
      try {
        const registration = await serviceWorker.register(new URL("sw.js", manifest.href))
        registration.addEventListener("updatefound", () => {
          registration.installing.addEventListener("statechange", () => offer(registration))
        })
        offer(registration)
      } catch { /* switched off, or no network */ }
    })
  }

  // Scrolling -----------------------------------------------------------------------------

  const title = find("article h1")
  const header = find("[data-md-component=header-title]")
  const links = new Map()
  for (const link of all("[data-md-component=toc] a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)))
    if (heading) links.set(heading, link)
  }

  const contents = find("#__toc")
  const bar = find(".reading b")
  contents?.addEventListener("click", ({ target }) => { if (target.closest("a")) contents.hidePopover?.() })
  contents?.addEventListener("toggle", () => { if (reading) centre(links.get(reading), contents) })

  function centre(link, box = link.closest(".md-sidebar__scrollwrap")) {
    if (link.offsetParent && box.scrollHeight > box.clientHeight) {
      box.scrollTop += link.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2
    }
  }

  // Where a heading comes to stand that an address leads to, and a little more.
  const { fontSize, scrollPaddingTop } = getComputedStyle(document.documentElement)
  const edge = parseFloat(scrollPaddingTop) + 1.5 * parseFloat(fontSize)
  let reading
  function scrolled() {
    scrolled.waits = false
    header?.classList.toggle("md-header__title--active", title?.getBoundingClientRect().bottom < edge / 2)
    const atEnd = scrollY > 0 && Math.ceil(scrollY + innerHeight) >= document.documentElement.scrollHeight
    const passed = [...links.keys()].filter(heading => atEnd || heading.getBoundingClientRect().top < edge)
    if (passed.at(-1) === reading) return
    reading = passed.at(-1)
    if (bar) bar.textContent = reading ? links.get(reading).textContent : ""
    for (const [heading, link] of links) {
      link.classList.toggle("md-nav__link--active", heading === reading)
      if (heading === reading) centre(link)
    }
  }
  const schedule = () => { if (!scrolled.waits) scrolled.waits = requestAnimationFrame(scrolled) }
  addEventListener("scroll", schedule, { passive: true })
  addEventListener("resize", schedule)
  schedule()
  const current = find(".md-sidebar--primary [aria-current]")
  if (current) requestAnimationFrame(() => centre(current))

  return { src, find, all, make }
})()
