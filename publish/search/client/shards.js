/* The files of the index, fetched as they are needed; `publish/search/__init__.py` says what is in them. */

let site; // the address of the root
let root; // what search/index.json holds
export let pages; // the page of each section
export let places; // [service, group, number of the service's first page or -1] of each page
export let stopWords;
export let suggestions; // what may be asked
const cache = new Map(); // name -> promise of what a file holds

function cached(name, make) {
  if (!cache.has(name)) cache.set(name, make());
  return cache.get(name);
}

export const forget = () => cache.clear();

async function fetched(name) {
  // The one file that keeps its name when the site changes; this script's version tells what may be kept of it offline.
  const index = name === "index";
  const response = await fetch(`${site}search/${name}.json${index ? location.search : ""}`, { cache: index ? "no-cache" : "default" });
  if (response.ok) return response.json();
  throw new Error(`${response.url}: ${response.status}`);
}

/** All files at once, for a page opened from disk, which may not fetch. */
const included = () => new Promise((resolve, reject) => {
  const src = `${site}search/all.js`;
  const script = { src, onload: () => resolve(searchFiles), onerror: () => reject(new Error(src)) };
  document.head.append(Object.assign(document.createElement("script"), script));
});

const load = name => cached(name, async () => self.document ? (await cached("", included))[name] : fetched(name));
const shard = name => load(`${root.version}/${name}`);

/** The sections of a page, [location, title, text] each. */
export const sectionsOf = page => shard(`p${page}`);

/** Read what every search needs; `base` is the address of the site's root. */
export async function open(base) {
  site = base;
  const loaded = await load("index");
  if (loaded === root) return;
  root = loaded;
  stopWords = new Set(root.stop);
  suggestions = root.suggestions;
  pages = root.pages.flatMap((count, page) => Array(count).fill(page));
  const firsts = new Map([["", -1]]);
  places = [];
  for (const [service, group, count] of root.places) {
    if (!firsts.has(service)) firsts.set(service, places.length);
    places.push(...Array(count).fill([service, group, firsts.get(service)]));
  }
}

/** {count, scores: Map(section -> score), titles: Map(section -> stems in its title)} of packed postings. */
function unpacked(packed) {
  const [scores, titles, asked] = [new Map(), new Map(), new Set()];
  let section = 0;
  for (let i = packed[0] < 0 ? 1 : 0; i < packed.length; i += 2) {
    scores.set(section += packed[i], packed[i + 1] >> 3);
    const kind = packed[i + 1] & 7;
    if (kind === 7) asked.add(section);
    else if (kind) titles.set(section, kind);
  }
  return { count: packed[0] < 0 ? -packed[0] : scores.size, scores, titles, asked };
}

const entry = (words, bigram, synonyms, definitions) => ({
  words: new Map(Object.entries(words).map(([word, packed]) => [word, unpacked(packed)])),
  bigram: unpacked(bigram),
  synonyms,
  definitions,
});
const MISSING = entry({}, [], [], {});

/** A shard of the dictionary: Map(key -> {words: Map(word -> postings), bigram: postings, synonyms, definitions}). */
const dictionary = number => cached(number, async () => {
  const entries = await shard(`k${number}`);
  return new Map(entries.map(([key, ...rest]) => [key, entry(...rest)]));
});

/** The numbers of the shards, three at most, that hold what begins with `start`; `firsts` begin one each. */
function span(firsts, start) {
  const place = key => Math.max(0, firsts.findLastIndex(first => first <= key));
  const [from, to] = [place(start), place(`${start}\uffff`)];
  return Array.from({ length: Math.min(to - from, 2) + 1 }, (_, i) => from + i);
}

/** The entry of the dictionary for a stem, or for several words written as one. */
export const lookup = async key => (await dictionary(span(root.leaves, key)[0])).get(key) || MISSING;

/** [word, postings] of the words that begin with `typed`. */
export async function prefixed(typed) {
  const shards = await Promise.all(span(root.leaves, typed).map(dictionary));
  const words = shards.flatMap(entries => [...entries.values()].flatMap(({ words }) => [...words]));
  return words.filter(([word]) => word.startsWith(typed));
}

/** Map(word -> how common it is, 0 to 9) of the words that may be meant by a slip: they begin or end as `typed` does. */
export async function candidates(typed) {
  const part = Math.max(2, Math.min(4, typed.length - 1 >> 1));
  const reversed = word => [...word].reverse().join("");
  const read = async (kind, firsts, start) => {
    const shards = await Promise.all(span(firsts, start).map(number => shard(`${kind}${number}`)));
    return shards.flat().map(ranked => [ranked.slice(0, -1), +ranked.at(-1)]).filter(([word]) => word.startsWith(start));
  };
  const [same, ends] = await Promise.all([
    read("w", root.words, typed.slice(0, part)),
    read("e", root.ends, reversed(typed).slice(0, part)),
  ]);
  return new Map([...same, ...ends.map(([word, common]) => [reversed(word), common])]);
}
