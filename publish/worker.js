/* Keeps pages on the device, and answers from what is kept. Before this, publish/worker.py has written

   EDITION  what this build is called
   FILES    address below the scope -> digest, of all that may be kept
   SIZE     their bytes: [on the device, on the way]

   Each edition has a cache of its own, and what goes into it has the digest of its list: a page never meets scripts or
   styles of another build. What pages ask for by script carries the version of that script, so a page that came from
   the network while a newer build was published finds nothing of this one. A newer worker copies what did not change,
   fetches the rest, and waits until the reader reloads or has left. Progress is in localStorage, which no worker sees. */

const { scope } = registration;
const PREFIX = `${scope} `; // an origin may hold several sites, one below the other
const NAME = PREFIX + EDITION;
const LIST = `${scope}sw.json`; // no file: under it each cache has the FILES of its edition
const KEYS = Object.keys(FILES);
const SHELL = KEYS.filter(key => key === "" || key.startsWith("assets/") || key === "manifest.webmanifest");

const address = key => scope + key;
const isPage = key => key === "" || key.endsWith("/") || key.endsWith(".html");
const ownCache = caches.open(NAME);

/** The key of a URL in FILES: without the words of a search, with the version of a script. */
function keyOf(url) {
  const { origin, pathname, searchParams } = new URL(url);
  const version = searchParams.get("v");
  return (origin + pathname).slice(scope.length).replace(/(^|\/)index\.html$/, "$1") + (version ? `?v=${version}` : "");
}

// The browser's own copy may be of the build before: the host is asked whether it has changed.
const ask = key => fetch(address(key), { cache: "no-cache", redirect: "manual" });

/** Keep a response, if it is what this edition has under the key; returns whether it is. */
async function keep(key, response) {
  const bytes = await response.arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes), 0, 6);
  if (btoa(String.fromCharCode(...hash)).slice(0, 6) !== FILES[key]) return false;
  const headers = { "Content-Type": response.headers.get("Content-Type") };
  await (await ownCache).put(address(key), new Response(bytes, { headers }));
  return true;
}

const keysOf = async cache => new Set((await cache.keys()).map(({ url }) => keyOf(url)));

async function missing(keys) {
  const kept = await keysOf(await ownCache);
  return keys.filter(key => !kept.has(key));
}

/** Fetch and keep what is missing. Throws at the first failure; what was kept till then stays. */
async function fetchAll(keys) {
  const queue = await missing(keys);
  async function fetchNext() {
    while (queue.length) {
      const key = queue.shift();
      try {
        if (!await keep(key, await ask(key))) throw new Error(`${address(key)} is of another edition`);
      } catch (error) {
        queue.length = 0;
        throw error;
      }
    }
  }
  await Promise.all(Array.from({ length: 8 }, fetchNext));
}

const otherCaches = async () => (await caches.keys()).filter(name => name.startsWith(PREFIX) && name !== NAME);

/** Copy the files of earlier editions that are the same in this one. Returns the keys of those that have to be fetched. */
async function copyUnchanged() {
  const changed = [];
  const present = await keysOf(await ownCache);
  for (const name of await otherCaches()) {
    const old = await caches.open(name);
    const files = await (await old.match(LIST))?.json();
    if (!files) continue;
    const kept = await keysOf(old);
    const complete = Object.keys(files).every(key => kept.has(key));
    const byDigest = new Map([...kept].map(key => [files[key], key])); // whatever it is called now
    for (const key of KEYS) {
      if (present.has(key)) continue;
      if (byDigest.has(FILES[key])) {
        await (await ownCache).put(address(key), await old.match(address(byDigest.get(FILES[key]))));
        present.add(key);
      } else if (complete || kept.has(key)) changed.push(key);
    }
  }
  return changed;
}

async function install() {
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const openPages = windows.map(({ url }) => keyOf(url)).filter(key => Object.hasOwn(FILES, key));
  const changed = await copyUnchanged();
  await fetchAll([...new Set([...SHELL, ...openPages, ...changed])]);
  await (await ownCache).put(LIST, new Response(JSON.stringify(FILES)));
}

async function activate() {
  await copyUnchanged(); // what was read while this one waited
  if (!registration.installing) for (const name of await otherCaches()) await caches.delete(name);
  await clients.claim();
}

/** The answer to a request for what this edition has. */
async function answer(event, key) {
  const kept = await (await ownCache).match(address(key));
  if (kept) return kept;
  const response = await ask(key);
  // A part of the search alone finds nothing, and would not fit the rest after the next build.
  if (response.ok && !key.startsWith("search/")) {
    const copy = response.clone();
    event.waitUntil(keep(key, copy).then(kept => kept || registration.update()).catch(() => {}));
  }
  return response;
}

/** The response in place of a page that is not kept, without a network. */
async function notKept(requested) {
  const cache = await ownCache;
  const pages = [];
  for (const { url } of await cache.keys()) {
    const key = keyOf(url);
    const html = isPage(key) ? await (await cache.match(url)).text() : "";
    const title = /<title>([^<]*?)(?: - [^<]*)?<\/title>/.exec(html)?.[1];
    if (title && html.includes("<article")) pages.push([title, url]);
  }
  pages.sort(([a], [b]) => a.localeCompare(b));
  const list = pages.map(([title, url]) => `<li><a href="${url}">${title}</a></li>`).join("");
  const styles = KEYS.find(key => key.startsWith("assets/styles.css"));
  const html = `<!doctype html><html lang="en" class="no-js"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<title>Not kept on this device</title><link rel="stylesheet" href="${address(styles)}"></head>
<body data-md-color-scheme="default"><main class="md-grid"><article class="md-content__inner md-typeset">
<h1>This page is not kept on this device</h1>
<p>There is no network, and ${requested in FILES ? "this page was not read here before" : "this edition has no such page"}.
<a href="">Try again</a>, or read what is kept: ${pages.length} of ${KEYS.filter(isPage).length} pages.</p>
<ul class="columns">${list}</ul></article></main></body></html>`;
  return new Response(html, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

/** The state that the page "Read offline" shows. */
async function state() {
  const missingKeys = await missing(KEYS);
  const [pages, missingPages] = [KEYS, missingKeys].map(keys => keys.filter(isPage).length);
  return { lacks: missingKeys.length, files: KEYS.length, pages, kept: pages - missingPages, size: SIZE };
}

const COMMANDS = {
  state: async () => {},
  // A batch: no browser lets a worker work for long. The page asks until nothing is missing.
  more: async () => fetchAll((await missing(KEYS)).slice(0, 60)),
  forget: async () => {
    for (const key of KEYS) if (!SHELL.includes(key)) await (await ownCache).delete(address(key));
  },
};

addEventListener("install", event => event.waitUntil(install()));
addEventListener("activate", event => event.waitUntil(activate()));
addEventListener("message", event => {
  if (event.data === "activate") return skipWaiting();
  const [port] = event.ports;
  const done = COMMANDS[event.data]().then(state);
  event.waitUntil(done.then(reply => port.postMessage(reply), ({ name }) => port.postMessage({ failed: name })));
});
addEventListener("fetch", event => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope)) return;
  const key = keyOf(request.url);
  const page = request.mode === "navigate";
  if (Object.hasOwn(FILES, key)) {
    const response = answer(event, key);
    event.respondWith(page ? response.catch(() => notKept(key)) : response);
  } else if (page) event.respondWith(fetch(request).catch(() => notKept(key)));
});
