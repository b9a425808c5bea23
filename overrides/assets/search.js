/* The search: a worker, or, on a page opened from disk, where no browser starts one, a script that gives `searchNotes(query, base)`.
   {id, query, base} -> {id, items, total}, or an error of the worker; base is the address of the site's root, and `query: ""` fetches what all need.
   total: how many pages have what was asked; items: the best of them, best first, each a list of its sections, best first, and the page itself: {location, title, text, terms};
   title and text are HTML with <mark> alone, terms the words to mark on the page.
   Of several queries that wait, only the last is answered. `tools/index.py` makes the files that are fetched, and explains them. */
"use strict";
(() => {

// Words, as in tools/index.py -----------------------------------------------------------

/** A word without the endings in which questions and pages differ. Both sides go through it, so it may cut too much. */
function stem(word) {
  if (word.length < 4 || /\d/.test(word)) return word;
  const one = word.replace(/ies$/, "y").replace(/([^su])s$/, "$1");
  const root = one.replace(/(?:ing|ed|ion)$/, "");
  return root.length < 4 || root === one ? one.replace(/e$/, "") : root.replace(/([^ls])\1$/, "$1");
}

/** [start, end, word, parts] of each written name, parts and whole: `x-GetRole` gives x, get, role, getrole, xgetrole.
    Only its smallest parts have `parts` 1. */
function* names(text) {
  for (const chunk of text.matchAll(/[\p{L}\p{N}]+(?:[^\s\p{L}\p{N}<>&,;:/()"]+[\p{L}\p{N}]+)*/gu)) {
    const whole = { word: "", parts: 0 };
    for (const run of chunk[0].matchAll(/[\p{L}\p{N}]+/gu)) {
      const start = chunk.index + run.index;
      const parts = run[0].replace(/([a-z\d])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$2 ").toLowerCase().split(" ");
      let at = start;
      for (const part of parts) yield [at, at += part.length, part, 1];
      if (parts.length > 1) yield [start, at, run[0].toLowerCase(), parts.length];
      whole.word += run[0].toLowerCase();
      whole.parts += parts.length;
      whole.runs = (whole.runs || 0) + 1;
    }
    if (whole.runs > 1) yield [chunk.index, chunk.index + chunk[0].length, whole.word, whole.parts];
  }
}

/** Whether one wrong, missing, doubled or swapped letter parts `typed` from `word`: 2 from all of it, 1 from its beginning, else 0.
    Four letters are too few for a beginning. */
function near(typed, word) {
  let i = 0;
  while (i < typed.length && typed[i] === word[i]) i++;
  const swapped = typed[i] === word[i + 1] && typed[i + 1] === word[i];
  const rests = [[i + 1, i + 1], [i + 1, i], [i, i + 1], ...(swapped ? [[i + 2, i + 2]] : [])];
  if (rests.some(([a, b]) => typed.slice(a) === word.slice(b))) return 2;
  return +(i > 0 && typed.length > 4 && rests.some(([a, b]) => a < typed.length && word.startsWith(typed.slice(a), b)));
}

const escaped = text => text.replace(/[<>&]/g, sign => `&${{ "<": "lt", ">": "gt", "&": "amp" }[sign]};`);


/** The words of `text`, in their order. */
const wordsOf = text => [...names(text)].filter(([, , , parts]) => parts === 1).map(([, , word]) => word);

// Files ---------------------------------------------------------------------------------

let site; // the address of the root
let index; // what search/index.json says
let pages; // the page of each section
let stop; // the words of questions
const kept = new Map(); // name -> promise of what a file holds

const files = {
  async fetch(name) {
    // The one file that keeps its name when the site changes.
    const response = await fetch(`${site}search/${name}.json`, { cache: name === "index" ? "no-cache" : "default" });
    if (response.ok) return response.json();
    throw new Error(`${response.url}: ${response.status}`);
  },
  include: () => new Promise((resolve, reject) => {
    const all = { src: `${site}search/all.js`, onload: () => resolve(searchFiles), onerror: () => reject(new Error(all.src)) };
    document.head.append(Object.assign(document.createElement("script"), all));
  }),
};

function once(name, make) {
  if (!kept.has(name)) kept.set(name, make());
  return kept.get(name);
}

const load = name => once(name, async () => self.document ? (await once("", files.include))[name] : files.fetch(name));

async function setup(base) {
  site = base;
  const loaded = await load("index");
  if (loaded === index) return;
  index = loaded;
  stop = new Set(index.stop);
  pages = index.pages.flatMap((count, page) => Array(count).fill(page));
}

/** A leaf, as Map(key -> {words: Map(word -> said), beside: said, names}). */
const leaf = number => once(number, async () => new Map((await load(`${index.version}/k${number}`)).map(([key, words, beside, names]) =>
  [key, { words: new Map(Object.entries(words).map(([word, list]) => [word, said(list)])), beside: said(beside), names }])));

/** {count, weights: Map(section -> weight), titles: Map(section -> stems in its title)} of a list. */
function said(list) {
  const [weights, titles] = [new Map(), new Map()];
  let section = 0;
  for (let i = list[0] < 0 ? 1 : 0; i < list.length; i += 2) {
    weights.set(section += list[i], list[i + 1] >> 3);
    if (list[i + 1] & 7) titles.set(section, list[i + 1] & 7);
  }
  return { count: list[0] < 0 ? -list[0] : weights.size, weights, titles };
}

const NOTHING = { words: new Map(), beside: said([]), names: [] };

/** The numbers of the files, three at most, that hold what begins with `start`; `firsts` begin one each. */
function span(firsts, start) {
  const place = key => Math.max(0, firsts.findLastIndex(first => first <= key));
  const [from, to] = [place(start), place(`${start}\uffff`)];
  return Array.from({ length: Math.min(to - from, 2) + 1 }, (_, i) => from + i);
}

const entry = async key => (await leaf(span(index.leaves, key)[0])).get(key) || NOTHING;

/** [word, said] of the words that begin with `typed`. */
async function begun(typed) {
  const leaves = await Promise.all(span(index.leaves, typed).map(leaf));
  return leaves.flatMap(leaf => [...leaf.values()].flatMap(({ words }) => [...words])).filter(([word]) => word.startsWith(typed));
}

/** [word, said] of the words from which `typed` is one letter away: they begin or end as it does. */
async function alike(typed) {
  const half = typed.length - 1 >> 1;
  const turned = word => [...word].reverse().join("");
  const read = (name, firsts, start) => Promise.all(span(firsts, start).map(number => load(`${index.version}/${name}${number}`)));
  const [same, ends] = await Promise.all([read("w", index.words, typed.slice(0, half)), read("e", index.ends, turned(typed).slice(0, half))]);
  const found = new Set([...same.flat(), ...ends.flat().map(turned)].filter(word => near(typed, word)));
  return Promise.all([...found].map(async word => [word, (await entry(stem(word))).words.get(word)]));
}

// Query ---------------------------------------------------------------------------------

/** Map(word -> [how sure, said]) of what a typed word may mean: itself, another form, its beginning, or else one letter away. */
async function expand(typed) {
  const found = new Map();
  for (const [word, said] of (await entry(stem(typed))).words) found.set(word, [word === typed ? 1 : .85, said]);
  if (!found.size && typed.length > 1) {
    for (const [word, said] of await begun(typed)) found.set(word, [.9 * (typed.length / word.length) ** .3, said]);
  }
  if (found.size || typed.length < 4 || /\d/.test(typed)) return found;
  for (const [word, said] of await alike(typed)) found.set(word, [.3 * near(typed, word), said]);
  return found;
}

const SHOWN = 10; // pages
const rarity = count => Math.log(1 + pages.length / (count + .5));

/** {word, found: Map(section -> [sure, score]), weight, meant} for one typed word. */
async function find(word) {
  const found = new Map();
  const [meant, { beside }] = await Promise.all([expand(word), entry(stem(word))]);
  const best = Math.max(0, ...[...meant.values()].map(([sure]) => sure));
  // As rare as all that it may well mean together: a typo's neighbour is not better for being rare.
  const likely = [...meant.values()].filter(([sure]) => sure > best / 2).map(([, said]) => said);
  const count = Math.max(new Set(likely.flatMap(({ weights }) => [...weights.keys()])).size, ...likely.map(({ count }) => count));
  const weight = (meant.size || beside.count) && rarity(likely.length ? count : beside.count);
  // `loadbalancer`: two neighbours, typed as one.
  for (const [sure, { weights }] of [...meant.values(), [.9, beside]]) {
    for (const [section, said] of weights) {
      const [before, score] = found.get(section) || [0, 0];
      found.set(section, [Math.max(before, sure), Math.max(score, sure * weight * said)]);
    }
  }
  return { word, found, weight, meant };
}

/** Map(section -> score) for words that are written as one, and, unless told not to, for those that stand side by side. */
async function phrase(parts, beside = true) {
  const found = new Map();
  const note = (section, said) => found.set(section, Math.max(found.get(section) || 0, said));
  const apart = parts.length < 2 || parts.some(part => stop.has(part));
  const [one, maps] = await Promise.all([entry(stem(parts.join(""))), Promise.all(!beside ? [] : apart
    ? parts.filter(part => !stop.has(part)).map(async part => (await entry(stem(part))).words.get(part)?.weights)
    : parts.slice(1).map(async (part, i) => (await entry(stem(parts[i] + part))).beside.weights))]);
  for (const { weights } of one.words.values()) weights.forEach((said, section) => note(section, said));
  for (const section of maps[0]?.keys() || []) {
    const least = Math.min(...maps.map(map => map?.get(section) || 0));
    if (least) note(section, least);
  }
  const weight = rarity(found.size);
  found.forEach((said, section) => found.set(section, said * weight));
  return found;
}

/** What is asked for: its words with where they are, what neighbours add to a section, and the stems to mark. */
async function read(query) {
  const typed = wordsOf(query);
  const telling = typed.filter(word => !stop.has(word));
  const runs = [];
  for (let length = Math.min(5, typed.length); length; length--) {
    for (let from = 0; from + length <= typed.length; from++) {
      const run = typed.slice(from, from + length);
      if (!stop.has(run[0])) runs.push({ run, from, one: stem(run.join("")) });
    }
  }
  const [terms, entries, phrases] = await Promise.all([
    Promise.all([...new Set(telling.length ? telling : typed)].map(find)),
    Promise.all(runs.map(({ one }) => entry(one))),
    Promise.all(runs.map(({ run }) => run.length > 1 && phrase(run, run.length < 3))),
  ]);
  const marks = new Set(terms.flatMap(({ meant }) => [...meant].filter(([, [sure]]) => sure > .1).map(([word]) => stem(word))));
  const met = []; // [run, found, sure, bonus]: `found` counts for all the words of `run`
  const taken = new Set();
  for (const [at, { run, from, one }] of runs.entries()) {
    if (run.length > 1) {
      met.push([run, phrases[at], 1, .5]);
      if (phrases[at].size) marks.add(one);
    }
    // `eb extensions` is one name: `eb` has no other names there.
    if (run.every((_, i) => taken.has(from + i))) continue;
    if (run.length > 1 && entries[at].words.size) run.forEach((_, i) => taken.add(from + i));
    for (const name of entries[at].names) {
      met.push([run, phrase(name), .8, .8]);
      for (const word of name) if (!stop.has(word)) marks.add(stem(word));
    }
  }
  const extra = new Map();
  for (const [run, finding, sure, bonus] of met) {
    const mine = terms.filter(({ word }) => run.includes(word));
    for (const [section, score] of await finding) {
      for (const term of mine) {
        const [before, old] = term.found.get(section) || [0, 0];
        term.found.set(section, [Math.max(before, sure), Math.max(old, sure * score / mine.length)]);
      }
      extra.set(section, (extra.get(section) || 0) + bonus * score);
    }
  }
  return { terms, extra, marks };
}

/** The sections of whose titles each word is asked for. */
async function titled(marks) {
  const missing = new Map();
  for (const { words } of await Promise.all([...marks].map(entry))) {
    const titles = new Map([...words.values()].flatMap(({ titles }) => [...titles]));
    for (const [section, count] of titles) missing.set(section, (missing.get(section) ?? count) - 1);
  }
  return new Set([...missing].filter(([, count]) => !count).map(([section]) => section));
}

async function search(query, base) {
  await setup(base);
  const { terms, extra, marks } = await read(query);
  const whole = await titled(marks);
  const total = terms.reduce((sum, { weight }) => sum + weight, 0) || 1;
  for (const term of terms) term.pages = new Set([...term.found].filter(([, [sure]]) => sure > .5).map(([section]) => pages[section]));
  const hits = [...new Set(terms.flatMap(({ found }) => [...found.keys()]))].map(section => {
    let score = extra.get(section) || 0, met = 0;
    for (const { found, weight, pages: on } of terms) {
      const [sure, points] = found.get(section) || [0, 0];
      score += points;
      // What another section of the page says, this one need not repeat.
      met += Math.max(sure, on.has(pages[section]) ? .4 : 0) * weight / total;
    }
    return { section, met, score: score * met ** 2 * (whole.has(section) ? 1.3 : 1) };
  });
  // Most of what was asked must be there, as far as any section has it.
  const most = hits.reduce((most, { met }) => Math.max(most, met), 0);
  const grouped = new Map();
  for (const hit of hits.filter(({ met }) => met >= .4 * most).sort((a, b) => b.score - a.score)) {
    grouped.set(pages[hit.section], [...grouped.get(pages[hit.section]) || [], hit]);
  }
  // A page is as good as its best section, and a little better for each of the next.
  const worth = hits => hits.slice(0, 4).reduce((sum, { score }, i) => sum + (i ? .2 : 1) * score, 0);
  const best = [...grouped].sort(([, a], [, b]) => worth(b) - worth(a)).slice(0, SHOWN);
  return { items: await Promise.all(best.map(([page, hits]) => show(page, hits.slice(0, 6), marks))), total: grouped.size };
}

// Results -------------------------------------------------------------------------------

/** `text` as HTML with what was asked for in <mark>, and those words as written. */
function marked(text, marks) {
  const spans = [...names(text)].filter(([, , word]) => marks.has(stem(word))).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  let html = "", at = 0;
  const said = new Set();
  for (const [start, end] of spans) {
    if (start < at) continue;
    said.add(text.slice(start, end).toLowerCase());
    html += `${escaped(text.slice(at, start))}<mark>${escaped(text.slice(start, end))}</mark>`;
    at = end;
  }
  return [html + escaped(text.slice(at)), said];
}

/** The sentence with most of what was asked, and what follows it; of a long one, what stands where most of that is. */
function excerpt(text, marks) {
  const sentences = text.match(/.+?(?:[.!?·](?= )|$)/g) || [];
  const met = sentences.map(sentence => [...names(sentence)].map(([start, , word]) => [stem(word), start]).filter(([key]) => marks.has(key)));
  const count = found => new Set(found.map(([key]) => key)).size;
  const counts = met.map(count);
  const from = Math.max(0, counts.indexOf(Math.max(...counts)));
  const around = start => count(met[from].filter(([, at]) => at >= start && at < start + 160));
  const [first] = (met[from] || []).map(([, start]) => [start, around(start)]).sort(([a, one], [b, two]) => two - one || a - b)[0] || [0];
  let rest = sentences.slice(from).join("").replace(/[ ·]+$/, "").trim();
  if (first > 160) rest = `… ${rest.slice(rest.lastIndexOf(" ", first - 60) + 1)}`;
  return rest.length > 220 ? `${rest.slice(0, rest.lastIndexOf(" ", 220))} …` : rest;
}

/** The sections of one page, the best first, with the page itself among them. */
async function show(page, hits, marks) {
  const sections = await load(`${index.version}/p${page}`);
  const first = pages.indexOf(page);
  const items = hits.map(({ section }) => {
    const [location, heading, whole] = sections[section - first];
    const [title, inTitle] = marked(heading, marks);
    const [text] = marked(excerpt(whole, marks), marks);
    // The page marks these within words too: none that is too short.
    const terms = [...inTitle, ...marked(whole, marks)[1]].flatMap(word => word.split(/[^\p{L}\p{N}._]+/u))
      .filter(word => word.length > 2).sort((a, b) => b.length - a.length);
    return { location, title, text, terms: [...new Set(terms)] };
  });
  const [location, title] = sections[0];
  if (!hits.some(({ section }) => section === first)) items.push({ location, title: escaped(title), text: "", terms: [] });
  return items;
}

/** What a query finds. What fails is tried once more from the start: the site may have changed meanwhile. */
const answer = (query, base) => search(query, base).catch(() => {
  kept.clear();
  return search(query, base);
});

if (self.document) {
  self.searchNotes = answer;
} else {
  let latest;
  addEventListener("message", ({ data: { id, query, base } }) => {
    latest = id;
    // A slow phone need not search for each letter on the way.
    setTimeout(() => latest === id && answer(query, base).then(found => postMessage({ id, ...found })).catch(reportError));
  });
}
})();
