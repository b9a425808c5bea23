// What the theme leaves undone. Every page is whole without this file.
// A classic script, not a module: browsers load no module from disk.
(() => {
  // Permalinks copy their address and say so, to eyes and to screen readers.
  const status = Object.assign(document.createElement("p"), { className: "said" })
  status.setAttribute("role", "status")
  document.body.append(status)

  function say(words) {
    status.textContent = words
    clearTimeout(say.timer)
    say.timer = setTimeout(() => { status.textContent = "" }, 2500)
  }

  document.addEventListener("click", event => {
    const link = event.target.closest("a.headerlink, a.permalink")
    if (!link) return
    const copying = navigator.clipboard?.writeText(link.href) ?? Promise.reject()
    copying.then(() => say("Link copied"), () => say("Link is in the address bar"))
  })

  // What has moved has left a note with the new address (see checks/links.py).
  function follow() {
    const page = document.querySelector("p.moved-page a")
    if (page && !document.getElementById(location.hash.slice(1))) location.replace(page.href + location.hash)
    const note = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (note?.matches("p.moved")) location.replace(note.querySelector("a").href)
  }
  follow()
  addEventListener("hashchange", follow)

  // Names for screen readers. The theme makes some of these elements after load.
  function name() {
    document.querySelector(".md-search[role=dialog]:not([aria-label])")?.setAttribute("aria-label", "Search")
    for (const nav of document.querySelectorAll(".md-nav[aria-labelledby]")) {
      const link = nav.parentElement.querySelector(".md-nav__link")
      nav.removeAttribute("aria-labelledby")
      nav.setAttribute("aria-label", link.textContent.trim())
    }
    document.querySelectorAll("nav.md-code__nav").forEach((nav, at) => nav.hasAttribute("aria-label") || nav.setAttribute("aria-label", `Code ${at + 1}`))
    for (const row of document.querySelectorAll(".tabbed-labels:not([tabindex])")) row.tabIndex = 0
  }
  name()
  new MutationObserver(name).observe(document.body, { childList: true, subtree: true })
})()
