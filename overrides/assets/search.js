/* The search worker. It takes the place of the theme's, and speaks the same language:
   {type: 0, data: index} -> {type: 1}, then {type: 2, data: query} -> {type: 3, data: {items}}.
   One plain script without imports, so that it also runs from disk through `iframe-worker`. */
"use strict";
(() => {
const [SETUP, READY, RESULT] = [0, 1, 3];

// Words ---------------------------------------------------------------------------------

// Words of questions: they say that something is asked, not what.
const STOP = new Set(`a an and are as at be been being between by can could did difference different do does for from get gets had
  happen happened happens has have how i if in into is it its just many may me mean means much must my need needs of on or our
  shall should so take takes than that the their them then there these they this those to use used uses using versus vs was we
  were what when where which who whom whose why will with would you your`.split(/\s+/));

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
      const parts = run[0].replace(/([\p{Ll}\d])(?=\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu, "$1$2 ").toLowerCase().split(" ");
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

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const escaped = text => text.replace(/[<>&]/g, sign => `&${{ "<": "lt", ">": "gt", "&": "amp" }[sign]};`);

/** The plain text of an entry's HTML, without the labels of the boxes. */
const plain = html => html
  .replace(/<p>(?:Exam|Trap|Loss|Costs)<\/p>/g, "")
  .replace(/<\/code><code>/g, " ")
  .replace(/<\/?(?:code|su[bp])>/g, "")
  .replace(/<[^>]+>/g, " ")
  .replace(/&(?:lt|gt|amp);/g, entity => ENTITIES[entity]);

/** The words of `text`, in their order. */
const wordsOf = text => [...names(text)].filter(([, , , parts]) => parts === 1).map(([, , word]) => word);

// A block of code, with the file's name above it.
const SAMPLE = /(?:[^\s<>]+)?<pre>.*?<\/pre>/gs;
// The glossary says other names where the reader sees them: "<p>...</p> Term also called this, that <p>...</p>".
const OTHER_NAMES = /<\/p>((?:(?!<\/?p>).)*?) also called ((?:(?!<\/?p>).)*)<p>/gs;

// Index ---------------------------------------------------------------------------------

// A page's title counts for its sections too; a sample of code says many words in passing.
// The first sentence of a page is its answer.
const WEIGHT = { title: 2.5, page: 1, lead: 1, text: 1, code: .5 };
let entries; // [{doc, top, text, title}], a section each
let words, pairs; // written word, or neighbours' stems joined -> Map(entry -> weight)
let families; // stem -> the words that have it
let groups; // [[name, other name, ...], ...], each a list of words
let expanded; // what was found for a word, kept while one types

function setup({ docs }) {
  [words, pairs, families, expanded, groups] = [new Map(), new Map(), new Map(), new Map(), []];
  const tops = new Map(docs.filter(doc => !doc.location.includes("#")).map(doc => [doc.location, doc]));
  entries = docs.map(doc => {
    const [address] = doc.location.split("#");
    const top = tops.get(address) || doc;
    return { doc, top, text: plain(doc.text), title: wordsOf(plain(doc.title)).filter(word => !STOP.has(word)).map(stem) };
  });
  const fields = entries.map(({ doc, top }) => ({
    title: doc.title,
    page: `${top === doc ? "" : top.title} ${top.location}`,
    lead: top === doc ? doc.text.match(/^<p>.*?<\/p>|$/s)[0] : "",
    text: doc.text.replace(SAMPLE, " "),
    code: [...doc.text.matchAll(SAMPLE)].join(" "),
  }));
  for (const name of Object.keys(WEIGHT)) {
    const found = fields.map(field => [...names(plain(field[name]))]);
    const mean = found.flat().length / found.length;
    found.forEach((all, i) => {
      const long = .3 + .7 * all.length / mean;
      count(words, all.map(([, , word]) => word), entries[i], WEIGHT[name], long);
      const single = all.filter(([, , , parts]) => parts === 1).map(([, , word]) => word);
      const beside = single.slice(1).map((word, at) => STOP.has(word) || STOP.has(single[at]) ? "" : stem(single[at] + word));
      count(pairs, beside, entries[i], WEIGHT[name], long);
    });
  }
  for (const word of words.keys()) {
    const key = stem(word);
    families.set(key, [...families.get(key) || [], word]);
  }
  const glossary = docs.find(({ location }) => /^glossary(?:\/|\.html)$/.test(location));
  for (const [, term, also] of glossary?.text.matchAll(OTHER_NAMES) || []) {
    // What stands in brackets tells apart two terms of one name.
    groups.push([term.replace(/\(.*?\)/g, ""), ...also.split(",")].map(name => wordsOf(plain(name))));
  }
}

/** Note how much `entry` says each of `found`: the second time less than the first, and in a long text less than in a short one. */
function count(map, found, entry, weight, long) {
  const times = new Map();
  for (const word of found) if (word) times.set(word, (times.get(word) || 0) + 1);
  for (const [word, often] of times) {
    if (!map.has(word)) map.set(word, new Map());
    const known = map.get(word);
    known.set(entry, (known.get(entry) || 0) + weight * often / (often + 1.2 * long));
  }
}

// Query ---------------------------------------------------------------------------------

/** Map(word -> how sure) of what a typed word may mean: itself, another form, its beginning, or one letter away. */
function expand(typed) {
  if (expanded.has(typed)) return expanded.get(typed);
  const found = new Map((families.get(stem(typed)) || []).map(word => [word, word === typed ? 1 : .85]));
  const exact = found.size > 0;
  for (const word of words.keys()) {
    if (found.has(word)) continue;
    if (typed.length > 1 && word.startsWith(typed)) found.set(word, (exact ? .1 : .9) * (typed.length / word.length) ** .3);
    else if (typed.length > 3 && word.length > 4 && !/\d/.test(typed)) {
      const how = near(typed, word);
      if (how) found.set(word, (exact ? .01 : .3) * how);
    }
  }
  expanded.set(typed, found);
  return found;
}

const rarity = count => Math.log(1 + entries.length / (count + .5));

/** [Map(entry -> [sure, score]), weight] for one typed word. */
function find(typed) {
  const found = new Map();
  const meant = expand(typed);
  const best = Math.max(0, ...meant.values());
  // As rare as all that it may well mean together: a typo's neighbour is not better for being rare.
  const likely = new Set([...meant].filter(([, sure]) => sure > best / 2).flatMap(([word]) => [...words.get(word).keys()]));
  const beside = pairs.get(stem(typed)) || new Map();
  const weight = (meant.size || beside.size) && rarity(likely.size || beside.size);
  for (const [word, sure] of meant) {
    for (const [entry, said] of words.get(word)) {
      const [before, score] = found.get(entry) || [0, 0];
      found.set(entry, [Math.max(before, sure), Math.max(score, sure * weight * said)]);
    }
  }
  // `loadbalancer`: two neighbours, typed as one.
  for (const [entry, said] of beside) {
    const [before, score] = found.get(entry) || [0, 0];
    found.set(entry, [Math.max(before, .9), Math.max(score, .9 * weight * said)]);
  }
  return [found, weight];
}

/** Map(entry -> score) for words that are written as one, and, unless told not to, for those that stand side by side. */
function phrase(parts, beside = true) {
  const found = new Map();
  const note = (entry, said) => found.set(entry, Math.max(found.get(entry) || 0, said));
  for (const word of families.get(stem(parts.join(""))) || []) words.get(word).forEach((said, entry) => note(entry, said));
  if (beside) {
    const apart = parts.length < 2 || parts.some(part => STOP.has(part));
    const maps = apart
      ? parts.filter(part => !STOP.has(part)).map(part => words.get(part))
      : parts.slice(1).map((part, i) => pairs.get(stem(parts[i] + part)));
    for (const entry of maps[0]?.keys() || []) {
      const least = Math.min(...maps.map(map => map?.get(entry) || 0));
      if (least) note(entry, least);
    }
  }
  const weight = rarity(found.size);
  found.forEach((said, entry) => found.set(entry, said * weight));
  return found;
}

/** What is asked for: its words with where they are, what neighbours add to an entry, and the stems to mark. */
function read(query) {
  const typed = wordsOf(query);
  const telling = typed.filter(word => !STOP.has(word));
  const terms = [...new Set(telling.length ? telling : typed)].map(word => {
    const [found, weight] = find(word);
    return { word, found, weight };
  });
  const extra = new Map();
  const marks = new Set(terms.flatMap(({ word }) => [...expand(word)].filter(([, sure]) => sure > .1).map(([word]) => stem(word))));

  /** Let `found` count for all the words of `run`. */
  const meet = (run, found, sure, bonus) => {
    const mine = terms.filter(({ word }) => run.includes(word));
    for (const [entry, score] of found) {
      for (const term of mine) {
        const [before, old] = term.found.get(entry) || [0, 0];
        term.found.set(entry, [Math.max(before, sure), Math.max(old, sure * score / mine.length)]);
      }
      extra.set(entry, (extra.get(entry) || 0) + bonus * score);
    }
  };

  const taken = new Set();
  for (let length = Math.min(5, typed.length); length; length--) {
    for (let from = 0; from + length <= typed.length; from++) {
      const run = typed.slice(from, from + length);
      const one = stem(run.join(""));
      if (length > 1) {
        const found = phrase(run, length < 3);
        meet(run, found, 1, .5);
        if (found.size) marks.add(one);
      }
      // `eb extensions` is one name: `eb` has no other names there.
      if (run.every((_, i) => taken.has(from + i))) continue;
      if (length > 1 && families.has(one)) run.forEach((_, i) => taken.add(from + i));
      for (const group of groups) {
        const others = group.filter(name => stem(name.join("")) !== one);
        if (others.length === group.length) continue;
        for (const name of others) {
          meet(run, phrase(name), .8, .8);
          for (const word of name) if (!STOP.has(word)) marks.add(stem(word));
        }
      }
    }
  }
  return { terms, extra, marks };
}

function search(query) {
  const { terms, extra, marks } = read(query);
  const total = terms.reduce((sum, { weight }) => sum + weight, 0) || 1;
  for (const term of terms) term.pages = new Set([...term.found].filter(([, [sure]]) => sure > .5).map(([{ top }]) => top));
  const hits = [...new Set(terms.flatMap(({ found }) => [...found.keys()]))].map(entry => {
    let score = extra.get(entry) || 0, met = 0;
    for (const { found, weight, pages } of terms) {
      const [sure, points] = found.get(entry) || [0, 0];
      score += points;
      // What another section of the page says, this one need not repeat.
      met += Math.max(sure, pages.has(entry.top) ? .4 : 0) * weight / total;
    }
    const titled = entry.title.length && entry.title.every(key => marks.has(key)) ? 1.3 : 1;
    return { entry, met, score: score * met ** 2 * titled * (entry.doc.boost || 1) * (entry.doc.location.endsWith("#sources") ? .1 : 1) };
  });
  // Most of what was asked must be there, as far as any entry has it.
  const most = Math.max(...hits.map(({ met }) => met));
  const pages = new Map();
  for (const hit of hits.filter(({ met }) => met >= .4 * most).sort((a, b) => b.score - a.score)) {
    pages.set(hit.entry.top, [...pages.get(hit.entry.top) || [], hit]);
  }
  // A page is as good as its best section, and a little better for each of the next.
  const worth = hits => hits.slice(0, 4).reduce((sum, { score }, i) => sum + (i ? .2 : 1) * score, 0);
  const best = [...pages.values()].sort((a, b) => worth(b) - worth(a)).slice(0, 12);
  return { items: best.map(hits => show(hits.slice(0, 6), marks, terms)) };
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

/** The sentence with most of what was asked, and what follows it. */
function excerpt(text, marks) {
  const sentences = text.replace(/\s+/g, " ").match(/.+?(?:[.:!?](?= )|$)/g) || [];
  const counts = sentences.map(sentence => new Set([...names(sentence)].map(([, , word]) => stem(word)).filter(key => marks.has(key))).size);
  const from = Math.max(0, counts.indexOf(Math.max(...counts)));
  const rest = sentences.slice(from).join("").trim();
  return rest.length > 220 ? `${rest.slice(0, rest.lastIndexOf(" ", 220))} …` : rest;
}

/** The entries of one page as the theme wants them, the best first, with the page itself among them. */
function show(hits, marks, terms) {
  const { top } = hits[0].entry;
  const items = hits.map(({ entry, score }) => {
    const [title, inTitle] = marked(plain(entry.doc.title), marks);
    const [text] = marked(excerpt(entry.text, marks), marks);
    // These become `?h=` in the link, and the theme marks them on the page, within words too: none that is too short.
    const said = [...inTitle, ...marked(entry.text, marks)[1]].flatMap(word => word.split(/[^\p{L}\p{N}._]+/u))
      .filter(word => word.length > 2).sort((a, b) => b.length - a.length);
    const missing = terms.filter(({ found }) => !found.has(entry)).map(({ word }) => word);
    const both = [...said.map(word => [word, true]), ...missing.map(word => [word, false])];
    return { location: entry.doc.location, title, text, score, terms: Object.fromEntries(both) };
  });
  if (!hits.some(({ entry }) => entry.doc === top)) items.push({ ...top, text: "", score: 0, terms: {} });
  return items;
}

let latest;
addEventListener("message", ({ data: { type, data } }) => {
  if (type === SETUP) {
    setup(data);
    postMessage({ type: READY });
    return;
  }
  // Of several queries that wait, only the last is answered: a slow phone need not search for each letter on the way.
  latest = data;
  setTimeout(() => latest === data && postMessage({ type: RESULT, data: search(data) }));
});
})();
