// While serving: takes away what a published site left in this browser at the same address, so that an author sees
// what was just saved. In a published site publish/worker.py writes the real one over it.
addEventListener("install", () => skipWaiting())
addEventListener("activate", event => event.waitUntil((async () => {
  const { scope } = registration
  for (const name of await caches.keys()) if (name.startsWith(`${scope} `)) await caches.delete(name)
  await registration.unregister()
  for (const page of await clients.matchAll({ type: "window" })) page.navigate(page.url)
})()))
