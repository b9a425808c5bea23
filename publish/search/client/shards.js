/* The files of the index, fetched as they are needed; `publish/search/__init__.py` says what is in them. */

let siteUrl; // the address of the root
let index; // the content of search/index.json
export let pages; // the page of each section
export let places; // [service, group, number of the service's first page or -1] of each page
export let stopWords;
export let suggestions; // queries for who has typed none
const cache = new Map(); // name -> promise of the content of a file

function cached(name, load) {
  if (!cache.has(name)) cache.set(name, load());
  return cache.get(name);
}

export const clearCache = () => cache.clear();

async function fetchFile(name) {
  // The one file that keeps its name when the site changes; with this script's version the service worker keeps it.
  const isIndex = name === "index";
  const response = await fetch(`${siteUrl}search/${name}.json${isIndex ? location.search : ""}`, { cache: isIndex ? "no-cache" : "default" });
  if (response.ok) return response.json();
  throw new Error(`${response.url}: ${response.status}`);
}

/** All files at once, for a page opened from disk, which may not fetch. */
const includeFiles = () => new Promise((resolve, reject) => {
  const src = `${siteUrl}search/all.js`;
  const script = { src, onload: () => resolve(searchFiles), onerror: () => reject(new Error(src)) };
  document.head.append(Object.assign(document.createElement("script"), script));
});

const loadFile = name => cached(name, async () => self.document ? (await cached("", includeFiles))[name] : fetchFile(name));
const loadShard = name => loadFile(`${index.version}/${name}`);

/** The sections of a page, [location, title, text] each. */
export const loadSections = page => loadShard(`p${page}`);

/** Load what every search needs; `base` is the address of the site's root. */
export async function loadIndex(base) {
  siteUrl = base;
  const loaded = await loadFile("index");
  if (loaded === index) return;
  index = loaded;
  stopWords = new Set(index.stop);
  suggestions = index.suggestions;
  pages = index.pages.flatMap((count, page) => Array(count).fill(page));
  const firstPages = new Map([["", -1]]);
  places = [];
  for (const [service, group, count] of index.places) {
    if (!firstPages.has(service)) firstPages.set(service, places.length);
    places.push(...Array(count).fill([service, group, firstPages.get(service)]));
  }
}

/** {count, scores: Map(section -> score), titles: Map(section -> stems in its title), expanded: Set(section)} of postings. */
function unpack(packed) {
  const [scores, titles, expanded] = [new Map(), new Map(), new Set()];
  let section = 0;
  for (let i = packed[0] < 0 ? 1 : 0; i < packed.length; i += 2) {
    scores.set(section += packed[i], packed[i + 1] >> 3);
    const kind = packed[i + 1] & 7;
    if (kind === 7) expanded.add(section);
    else if (kind) titles.set(section, kind);
  }
  return { count: packed[0] < 0 ? -packed[0] : scores.size, scores, titles, expanded };
}

const entry = (words, bigram, synonyms, definitions) => ({
  words: new Map(Object.entries(words).map(([word, packed]) => [word, unpack(packed)])),
  bigram: unpack(bigram),
  synonyms,
  definitions,
});
const MISSING = entry({}, [], [], {});

/** A shard of the dictionary: Map(key -> {words: Map(word -> postings), bigram: postings, synonyms, definitions}). */
const loadDictionary = number => cached(number, async () => {
  const entries = await loadShard(`k${number}`);
  return new Map(entries.map(([key, ...fields]) => [key, entry(...fields)]));
});

/** The numbers of the shards, three at most, with the keys that begin with `prefix`; `firstKeys` begin one each. */
function shardRange(firstKeys, prefix) {
  const shardOf = key => Math.max(0, firstKeys.findLastIndex(first => first <= key));
  const [from, to] = [shardOf(prefix), shardOf(`${prefix}\uffff`)];
  return Array.from({ length: Math.min(to - from, 2) + 1 }, (_, i) => from + i);
}

/** The entry of the dictionary for a stem, or for several words written as one. */
export const lookup = async key => (await loadDictionary(shardRange(index.leaves, key)[0])).get(key) || MISSING;

/** [word, postings] of the words that begin with `prefix`. */
export async function lookupPrefix(prefix) {
  const shards = await Promise.all(shardRange(index.leaves, prefix).map(loadDictionary));
  const words = shards.flatMap(entries => [...entries.values()].flatMap(({ words }) => [...words]));
  return words.filter(([word]) => word.startsWith(prefix));
}

/** Map(word -> how common it is, 0 to 9) of the words that may correct `typed`: they begin or end as it does. */
export async function candidates(typed) {
  const length = Math.max(2, Math.min(4, typed.length - 1 >> 1));
  const reverse = word => [...word].reverse().join("");
  const load = async (kind, firstKeys, prefix) => {
    const shards = await Promise.all(shardRange(firstKeys, prefix).map(number => loadShard(`${kind}${number}`)));
    return shards.flat().map(ranked => [ranked.slice(0, -1), +ranked.at(-1)]).filter(([word]) => word.startsWith(prefix));
  };
  const [words, reversed] = await Promise.all([
    load("w", index.words, typed.slice(0, length)),
    load("e", index.ends, reverse(typed).slice(0, length)),
  ]);
  return new Map([...words, ...reversed.map(([word, rank]) => [reverse(word), rank])]);
}
