/* What is asked for: each typed word with all that it may mean, and what stands beside it. */

import { candidates, lookup, pages, prefixed, stopWords } from "./shards.js";
import { spelling, stem, tokens, words } from "./tokenize.js";

/** Whether one wrong, missing, doubled or swapped letter parts `typed` from `word`: 2 from all of it, 1 from its beginning, else 0.
    Four letters are too few for a beginning. */
function likeness(typed, word) {
  let i = 0;
  while (i < typed.length && typed[i] === word[i]) i++;
  const swapped = typed[i] === word[i + 1] && typed[i + 1] === word[i];
  const rests = [[i + 1, i + 1], [i + 1, i], [i, i + 1], ...(swapped ? [[i + 2, i + 2]] : [])];
  if (rests.some(([a, b]) => typed.slice(a) === word.slice(b))) return 2;
  return +(i > 0 && typed.length > 4 && rests.some(([a, b]) => a < typed.length && word.startsWith(typed.slice(a), b)));
}

/** Map(word -> [certainty, postings]) of what a typed word may mean: itself, another form, its beginning, or else one letter away. */
async function expand(typed) {
  const found = new Map();
  for (const [word, postings] of (await lookup(stem(typed))).words) found.set(word, [word === typed ? 1 : .85, postings]);
  if (!found.size && typed.length > 1) {
    for (const [word, postings] of await prefixed(typed)) found.set(word, [.9 * (typed.length / word.length) ** .3, postings]);
  }
  if (found.size || typed.length < 4 || /\d/.test(typed)) return found;
  const near = [...await candidates(typed)].filter(word => likeness(typed, word));
  for (const [word, entry] of await Promise.all(near.map(async word => [word, await lookup(stem(word))]))) {
    found.set(word, [.3 * likeness(typed, word), entry.words.get(word)]);
  }
  return found;
}

/** The inverse document frequency of what `count` sections say. */
const rarity = count => Math.log(1 + pages.length / (count + .5));

/** {word, found: Map(section -> [certainty, score]), weight, meanings} for one typed word. */
async function term(word) {
  const found = new Map();
  const [meanings, { bigram }] = await Promise.all([expand(word), lookup(stem(word))]);
  const best = Math.max(0, ...[...meanings.values()].map(([certainty]) => certainty));
  // As rare as all that it may well mean together: a typo's neighbour is not better for being rare.
  const likely = [...meanings.values()].filter(([certainty]) => certainty > best / 2).map(([, postings]) => postings);
  const count = Math.max(new Set(likely.flatMap(({ scores }) => [...scores.keys()])).size, ...likely.map(({ count }) => count));
  const weight = (meanings.size || bigram.count) && rarity(likely.length ? count : bigram.count);
  // `loadbalancer`: two neighbours, typed as one.
  for (const [certainty, { scores }] of [...meanings.values(), [.9, bigram]]) {
    for (const [section, score] of scores) {
      const [before, most] = found.get(section) || [0, 0];
      found.set(section, [Math.max(before, certainty), Math.max(most, certainty * weight * score)]);
    }
  }
  return { word, found, weight, meanings };
}

/** Map(section -> score) for words that are written as one, and, unless told not to, for those that stand side by side. */
async function phrase(parts, adjacent = true) {
  const found = new Map();
  const note = (section, score) => found.set(section, Math.max(found.get(section) || 0, score));
  const apart = parts.length < 2 || parts.some(part => stopWords.has(part));
  const [one, maps] = await Promise.all([lookup(stem(parts.join(""))), Promise.all(!adjacent ? [] : apart
    ? parts.filter(part => !stopWords.has(part)).map(async part => (await lookup(stem(part))).words.get(part)?.scores)
    : parts.slice(1).map(async (part, i) => (await lookup(stem(parts[i] + part))).bigram.scores))]);
  for (const { scores } of one.words.values()) scores.forEach((score, section) => note(section, score));
  for (const section of maps[0]?.keys() || []) {
    const least = Math.min(...maps.map(map => map?.get(section) || 0));
    if (least) note(section, least);
  }
  const weight = rarity(found.size);
  found.forEach((score, section) => found.set(section, score * weight));
  return found;
}

/** Map(section -> how sure) of the sections that define what was typed: most if they write it so, and of rows no other is sure. */
async function defining(query) {
  const found = new Map();
  const typed = spelling(query);
  for (const [written, sections] of Object.entries((await lookup(stem(words(query).join("")))).definitions)) {
    for (const packed of sections) {
      const section = packed >> 2, sure = packed & 3;
      found.set(section, Math.max(sure && written === typed ? sure + 4 : sure > 1 ? sure : 0, found.get(section) || 0));
    }
  }
  return found;
}

/** The sections that say an identifier, as `stopTimeout`, as it was typed, and not its parts alone. */
async function identifying(query) {
  if (/\s/.test(query.trim())) return new Set();
  const identifiers = tokens(query).filter(([, , , parts]) => parts > 1).map(([, , word]) => word);
  const found = await Promise.all(identifiers.map(async word => (await lookup(stem(word))).words.get(word)?.scores));
  return new Set([...found[0]?.keys() || []].filter(section => found.every(scores => scores?.has(section))));
}

/** {terms, bonus: Map(section -> what neighbours add to it), definitions: Map(section -> how sure) of the whole, marks: the stems to mark}. */
export async function parse(query) {
  const typed = words(query);
  const telling = typed.filter(word => !stopWords.has(word));
  const runs = []; // of neighbours, the longest first
  for (let length = Math.min(5, typed.length); length; length--) {
    for (let from = 0; from + length <= typed.length; from++) {
      const run = typed.slice(from, from + length);
      if (!stopWords.has(run[0])) runs.push({ run, from, key: stem(run.join("")) });
    }
  }
  const [terms, entries, phrases] = await Promise.all([
    Promise.all([...new Set(telling.length ? telling : typed)].map(term)),
    Promise.all(runs.map(({ key }) => lookup(key))),
    Promise.all(runs.map(({ run }) => run.length > 1 && phrase(run, run.length < 3))),
  ]);
  const marks = new Set(terms.flatMap(({ meanings }) => [...meanings].filter(([, [certainty]]) => certainty > .1).map(([word]) => stem(word))));
  const met = []; // [run, scores, certainty, factor]: `scores` count for all the words of `run`
  const taken = new Set();
  for (const [i, { run, from, key }] of runs.entries()) {
    if (run.length > 1) {
      met.push([run, phrases[i], 1, .5]);
      if (phrases[i].size) marks.add(key);
    }
    // `eb extensions` is one name: `eb` has no other names there.
    if (run.every((_, j) => taken.has(from + j))) continue;
    if (run.length > 1 && entries[i].words.size) run.forEach((_, j) => taken.add(from + j));
    for (const name of entries[i].synonyms) {
      met.push([run, phrase(name), .8, .8]);
      for (const word of name) if (!stopWords.has(word)) marks.add(stem(word));
    }
  }
  const bonus = new Map();
  for (const [run, scores, certainty, factor] of met) {
    const mine = terms.filter(({ word }) => run.includes(word));
    for (const [section, score] of await scores) {
      for (const { found } of mine) {
        const [before, most] = found.get(section) || [0, 0];
        found.set(section, [Math.max(before, certainty), Math.max(most, certainty * score / mine.length)]);
      }
      bonus.set(section, (bonus.get(section) || 0) + factor * score);
    }
  }
  const [definitions, identified] = await Promise.all([defining(query), identifying(query)]);
  return { terms, bonus, definitions, identified, marks };
}
