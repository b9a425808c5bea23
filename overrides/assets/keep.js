// The page "Read offline": keeps the whole site on the device, and says what is kept. Only that page links this file.
(async () => {
  const root = document.querySelector("#keep")
  const { serviceWorker } = navigator
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties)
    element.append(...children)
    return element
  }
  const button = (textContent, onclick) => make("button", { type: "button", textContent, onclick })
  if (!serviceWorker || !document.querySelector("link[rel=manifest]")) {
    root.replaceChildren(make("p", { textContent: "Here nothing can be kept: this copy was opened from disk or without https, or the browser forbids it." }))
    return
  }

  const { active, waiting } = await serviceWorker.ready
  if (waiting) return waiting.postMessage("activate") // the page is loaded anew, with the newest edition to keep
  const ask = command => new Promise(resolve => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => resolve(data)
    active.postMessage(command, [port2])
  })

  const FAILED = {
    TypeError: "The network is gone. What was fetched stays: go on when it is back.",
    QuotaExceededError: "There is no room left on this device.",
    Error: "A newer edition has just been published: reload this page in a minute, and go on.",
  }
  const MB = bytes => `${Math.max(1, Math.round(bytes / 1e6))}\u00a0MB`
  const status = make("p", { role: "status" })
  const bar = make("progress", { ariaLabel: "Files kept", hidden: true })
  const buttons = make("p", { className: "print" })
  const offer = make("span")
  const install = make("span")
  buttons.append(offer, install)
  root.replaceChildren(status, bar, buttons)

  let begun = false

  function show({ lacks, files, pages, kept, size: [bytes, sent] }) {
    Object.assign(bar, { max: files, value: files - lacks })
    status.textContent = lacks ? `Kept so far: ${kept} of ${pages} pages.` : `The whole site is kept on this device: ${pages} pages, the search and the practice. A newer edition takes its place by itself.`
    offer.replaceChildren(lacks
      ? button(begun ? "Go on" : `Keep the whole site on this device: ${MB(bytes)} (${MB(sent)} to fetch)`, keep)
      : button("Remove it from this device", async () => show(await ask("forget"))))
  }
  async function keep() {
    navigator.storage?.persist?.() // so that the browser does not clear it when room gets scarce
    offer.replaceChildren()
    bar.hidden = false
    begun = true
    for (;;) {
      const state = await ask("more")
      if (state.failed || !state.lacks) {
        bar.hidden = true
        show(await ask("state"))
        if (state.failed) status.textContent = FAILED[state.failed] ?? `That failed: ${state.failed}.`
        return
      }
      bar.value = state.files - state.lacks
      status.textContent = `${Math.floor(100 * bar.value / state.files)} % is kept. Leave this page open.`
    }
  }

  addEventListener("beforeinstallprompt", event => {
    event.preventDefault()
    install.replaceChildren(button("Install as an app", () => event.prompt()))
  })
  addEventListener("appinstalled", () => install.replaceChildren())
  show(await ask("state"))
})()
