/* What is asked for: each typed word with all that it may mean, and what stands beside it. */

import { lookup, pages, places, prefixed, stopWords } from "./shards.js";
import { spelling, stem, tokens, words } from "./tokenize.js";

// How sure a section means a word that only those use who ask for it; how much a section of a service is about that, as
// a part of the one that is most.
const ASKED = .35, OWN = .85;

/** Map(word -> [certainty, postings]) of what a typed word may mean: itself, another form, or else its
    beginning. */
async function expand(typed) {
  const family = (await lookup(stem(typed))).words;
  const found = new Map([...family].map(([word, postings]) => [word, [word === typed ? 1 : .75, postings]]));
  if (!found.size && typed.length > 1) {
    for (const [word, postings] of await prefixed(typed)) {
      found.set(word, [.9 * (typed.length / word.length) ** .3, postings]);
    }
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
  const sections = new Set(likely.flatMap(({ scores }) => [...scores.keys()]));
  const count = Math.max(sections.size, ...likely.map(({ count }) => count));
  const weight = (meanings.size || bigram.count) && rarity(likely.length ? count : bigram.count);
  // `loadbalancer`: two neighbours, typed as one.
  for (const [sure, { scores, asked }] of [...meanings.values(), [.9, bigram]]) {
    for (const [section, score] of scores) {
      const [before, most] = found.get(section) || [0, 0];
      const certainty = asked.has(section) ? ASKED * sure : sure;
      found.set(section, [Math.max(before, certainty), Math.max(most, certainty * weight * score)]);
    }
  }
  const titles = new Set([...meanings.values()].flatMap(([, { titles }]) => [...titles.keys()]));
  return { word, found, weight, meanings, titles };
}

/** Map(section -> score) for words that are written as one, and, unless told not to, for those side by side. */
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

/** Whether a service begins with the section. */
const begins = section => places[pages[section]][2] === pages[section] && pages[section - 1] !== pages[section];

/** Map(section -> how sure) of the sections that define what was typed: 0 where it may be but an aspect, 4 more where
    it is spelled so. Rows where it is not do not count. */
async function defining(query) {
  const found = new Map();
  const { definitions } = await lookup(stem(words(query).join("")));
  for (const [name, sections] of Object.entries(definitions)) {
    for (const packed of sections) {
      const section = packed >> 2, sure = packed & 3;
      const exactly = name === spelling(query);
      const own = .5 * begins(section); // before all: a service of that name
      if (exactly || sure > 1) found.set(section, Math.max((exactly && sure ? sure + 4 : sure) + own, found.get(section) || 0));
    }
  }
  return found;
}

/** The sections that say an identifier, as `stopTimeout` or `aws:autoscaling:asg`, as it was typed, and not its parts
    alone. */
async function identifying(query) {
  if (/\s/.test(query.trim())) return new Set();
  const whole = tokens(query).filter(([, , , parts]) => parts > 1).map(([, , word]) => word);
  const said = await Promise.all(whole.map(async word => (await lookup(stem(word))).words.get(word)?.scores));
  const parts = words(query).filter(word => !stopWords.has(word));
  const beside = await Promise.all(parts.slice(1).map(async (part, i) => (await lookup(stem(parts[i] + part))).bigram.scores));
  const found = [...said, ...whole.length ? [] : beside];
  return new Set([...found[0]?.keys() || []].filter(section => found.every(scores => scores?.has(section))));
}

/** The number of the first page of the service that an entry of the dictionary names; -1 is none. */
function serviceOf({ definitions }) {
  const sections = Object.values(definitions).flat().filter(packed => (packed & 3) > 1).map(packed => packed >> 2);
  return pages[sections.find(begins)] ?? -1;
}

/** {terms, bonus: Map(section -> what neighbours add to it), definitions: Map(section -> how sure), identified: Set of
    sections, marks: the stems to mark, its: those that name the one service that is named beside other words}. */
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
  const meant = terms.flatMap(({ meanings }) => [...meanings].filter(([, [certainty]]) => certainty > .1));
  const marks = new Set(meant.map(([word]) => stem(word)));
  const met = []; // [run, scores, certainty, factor, service]: `scores` count for all the words of `run`
  const taken = new Set(), named = new Map(), services = new Set();
  for (const [i, { run, from, key }] of runs.entries()) {
    const service = run.some((_, j) => named.has(from + j)) ? -1 : serviceOf(entries[i]);
    if (service >= 0) {
      services.add(service);
      run.forEach((_, j) => named.set(from + j, service));
    }
    if (run.length > 1) {
      met.push([run, phrases[i], 1, .5, service]);
      if (phrases[i].size) marks.add(key);
    }
    // `eb extensions` is one name: `eb` has no other names there.
    if (run.every((_, j) => taken.has(from + j))) continue;
    const common = [...entries[i].words.values()].some(({ count }) => count > 1) || Object.keys(entries[i].definitions).length;
    if (run.length > 1 && common) run.forEach((_, j) => taken.add(from + j));
    for (const name of entries[i].synonyms) {
      met.push([run, phrase(name), .8, .8, service]);
      for (const word of name) if (!stopWords.has(word)) marks.add(stem(word));
    }
  }
  const rest = typed.filter((word, i) => !named.has(i) && !stopWords.has(word));
  const its = new Set(rest.length ? [...named.keys()].map(at => stem(typed[at])) : []);
  const bonus = new Map();
  for (const [run, scores, certainty, factor, of] of met) {
    const mine = terms.filter(({ word }) => run.includes(word));
    for (const [section, score] of await scores) {
      for (const { found } of mine) {
        const [before, most] = found.get(section) || [0, 0];
        found.set(section, [Math.max(before, certainty), Math.max(most, certainty * score / mine.length)]);
      }
      if (of < 0 || !rest.length) bonus.set(section, (bonus.get(section) || 0) + factor * score);
    }
  }
  const [definitions, identified] = await Promise.all([defining(query), identifying(query)]);
  // All that is a service's is as much about it.
  const own = of => pages.flatMap((page, section) => places[page][2] === of ? [section] : []);
  const others = terms.filter(({ word }) => !its.has(stem(word)));
  const about = new Set(); // sections of a service whose titles have all else that was asked
  for (const of of rest.length ? services : []) {
    const names = new Set([...named].flatMap(([at, other]) => other === of ? [typed[at]] : []));
    for (const { found } of terms.filter(({ word }) => names.has(word))) {
      const most = Math.max(...own(of).map(section => found.get(section)?.[1] || 0));
      for (const section of own(of)) found.set(section, [1, Math.max(found.get(section)?.[1] || 0, OWN * most)]);
    }
    for (const section of own(of)) if (others.every(({ titles }) => titles.has(section))) about.add(section);
  }
  return { terms, bonus, definitions, identified, marks, its, about };
}
