/* A query parsed: each typed word with all that it may mean, and what stands beside it. */

import { lookup, lookupPrefix, pages, places, stopWords } from "./shards.js";
import { spelling, stem, tokens, words } from "./tokenize.js";

// The certainty of a word that only the expansion of a section has; how much a section of a service is about that, as a
// part of the one that is most.
const EXPANDED = .35, OWN = .85;

/** Map(word -> [certainty, postings]) of what a typed word may mean: itself, another form, or else its prefixes. */
async function expand(typed) {
  const family = (await lookup(stem(typed))).words;
  const meanings = new Map([...family].map(([word, postings]) => [word, [word === typed ? 1 : .75, postings]]));
  if (!meanings.size && typed.length > 1) {
    for (const [word, postings] of await lookupPrefix(typed)) {
      meanings.set(word, [.9 * (typed.length / word.length) ** .3, postings]);
    }
  }
  return meanings;
}

/** The inverse document frequency of what `count` sections say. */
const idf = count => Math.log(1 + pages.length / (count + .5));

/** Keep the greatest value of each key. */
const raise = (map, key, value) => map.set(key, Math.max(map.get(key) || 0, value));

/** Keep the greatest certainty and the greatest score of each section. */
function addMatch(matches, section, certainty, score) {
  const [maxCertainty, maxScore] = matches.get(section) || [0, 0];
  matches.set(section, [Math.max(maxCertainty, certainty), Math.max(maxScore, score)]);
}

/** {word, matches: Map(section -> [certainty, score]), weight, meanings, titles} for one typed word. */
async function term(word) {
  const matches = new Map();
  const [meanings, { bigram }] = await Promise.all([expand(word), lookup(stem(word))]);
  const best = Math.max(0, ...[...meanings.values()].map(([certainty]) => certainty));
  // As rare as all that it may well mean together: a typo's neighbour is not better for being rare.
  const likely = [...meanings.values()].filter(([certainty]) => certainty > best / 2).map(([, postings]) => postings);
  const sections = new Set(likely.flatMap(({ scores }) => [...scores.keys()]));
  const count = Math.max(sections.size, ...likely.map(({ count }) => count));
  const weight = (meanings.size || bigram.count) && idf(likely.length ? count : bigram.count);
  // `loadbalancer`: two neighbours, typed as one.
  for (const [certainty, { scores, expanded }] of [...meanings.values(), [.9, bigram]]) {
    for (const [section, score] of scores) {
      const discounted = expanded.has(section) ? EXPANDED * certainty : certainty;
      addMatch(matches, section, discounted, discounted * weight * score);
    }
  }
  const titles = new Set([...meanings.values()].flatMap(([, { titles }]) => [...titles.keys()]));
  return { word, matches, weight, meanings, titles };
}

/** Map(section -> score) for words that are written as one, and, unless told not to, for those side by side. */
async function phrase(parts, adjacent = true) {
  const result = new Map();
  const noBigrams = parts.length < 2 || parts.some(part => stopWords.has(part));
  const [joined, maps] = await Promise.all([lookup(stem(parts.join(""))), Promise.all(!adjacent ? [] : noBigrams
    ? parts.filter(part => !stopWords.has(part)).map(async part => (await lookup(stem(part))).words.get(part)?.scores)
    : bigrams(parts))]);
  for (const { scores } of joined.words.values()) scores.forEach((score, section) => raise(result, section, score));
  for (const section of maps[0]?.keys() || []) {
    const least = Math.min(...maps.map(scores => scores?.get(section) || 0));
    if (least) raise(result, section, least);
  }
  const weight = idf(result.size);
  result.forEach((score, section) => result.set(section, score * weight));
  return result;
}

/** Promises of the scores of each two neighbours in `parts`. */
const bigrams = parts => parts.slice(1).map(async (part, i) => (await lookup(stem(parts[i] + part))).bigram.scores);

/** Whether a service begins with the section. */
const startsService = section => places[pages[section]][2] === pages[section] && pages[section - 1] !== pages[section];

/** Map(section -> certainty) of the sections that define what was typed: 0 where it may be but an aspect, 4 more where
    it is spelled so. Rows where it is not do not count. */
async function findDefinitions(query) {
  const result = new Map();
  const { definitions } = await lookup(stem(words(query).join("")));
  for (const [name, sections] of Object.entries(definitions)) {
    for (const packed of sections) {
      const section = packed >> 2, certainty = packed & 3;
      const exact = name === spelling(query);
      const first = .5 * startsService(section); // before all: a service of that name
      if (exact || certainty > 1) raise(result, section, (exact && certainty ? certainty + 4 : certainty) + first);
    }
  }
  return result;
}

/** The sections that say an identifier, as `stopTimeout` or `aws:autoscaling:asg`, as it was typed, and not its parts
    alone. */
async function findIdentified(query) {
  if (/\s/.test(query.trim())) return new Set();
  const compounds = tokens(query).filter(([, , , parts]) => parts > 1).map(([, , word]) => word);
  const parts = words(query).filter(word => !stopWords.has(word));
  const maps = await Promise.all(compounds.length
    ? compounds.map(async word => (await lookup(stem(word))).words.get(word)?.scores) : bigrams(parts));
  return new Set([...maps[0]?.keys() || []].filter(section => maps.every(scores => scores?.has(section))));
}

/** The number of the first page of the service that an entry of the dictionary names; -1 is none. */
function serviceOf({ definitions }) {
  const sections = Object.values(definitions).flat().filter(packed => (packed & 3) > 1).map(packed => packed >> 2);
  return pages[sections.find(startsService)] ?? -1;
}

/** {terms, bonus: Map(section -> what neighbours add to it), definitions: Map(section -> certainty), identified: Set of
    sections, marks: the stems to mark, serviceStems: those of the names of services beside other words, about: Set of the
    sections of a service whose titles have all else of the query}. */
export async function parse(query) {
  const typed = words(query);
  const contentWords = typed.filter(word => !stopWords.has(word));
  const runs = []; // of neighbours, the longest first
  for (let length = Math.min(5, typed.length); length; length--) {
    for (let from = 0; from + length <= typed.length; from++) {
      const run = typed.slice(from, from + length);
      if (!stopWords.has(run[0])) runs.push({ run, from, key: stem(run.join("")) });
    }
  }
  const [terms, entries, phrases] = await Promise.all([
    Promise.all([...new Set(contentWords.length ? contentWords : typed)].map(term)),
    Promise.all(runs.map(({ key }) => lookup(key))),
    Promise.all(runs.map(({ run }) => run.length > 1 && phrase(run, run.length < 3))),
  ]);
  const likely = terms.flatMap(({ meanings }) => [...meanings].filter(([, [certainty]]) => certainty > .1));
  const marks = new Set(likely.map(([word]) => stem(word)));
  const runScores = []; // [run, scores, certainty, factor, service]: `scores` count for all the words of `run`
  // By the position of a word: whether a longer name covers it; the service that it names.
  const covered = new Set(), serviceAt = new Map(), services = new Set();
  for (const [i, { run, from, key }] of runs.entries()) {
    const service = run.some((_, j) => serviceAt.has(from + j)) ? -1 : serviceOf(entries[i]);
    if (service >= 0) {
      services.add(service);
      run.forEach((_, j) => serviceAt.set(from + j, service));
    }
    if (run.length > 1) {
      runScores.push([run, phrases[i], 1, .5, service]);
      if (phrases[i].size) marks.add(key);
    }
    // `eb extensions` is one name: `eb` has no other names there.
    if (run.every((_, j) => covered.has(from + j))) continue;
    const isName = [...entries[i].words.values()].some(({ count }) => count > 1) || Object.keys(entries[i].definitions).length;
    if (run.length > 1 && isName) run.forEach((_, j) => covered.add(from + j));
    for (const synonym of entries[i].synonyms) {
      runScores.push([run, phrase(synonym), .8, .8, service]);
      for (const word of synonym) if (!stopWords.has(word)) marks.add(stem(word));
    }
  }
  const hasOthers = typed.some((word, i) => !serviceAt.has(i) && !stopWords.has(word));
  const serviceStems = new Set(hasOthers ? [...serviceAt.keys()].map(i => stem(typed[i])) : []);
  const bonus = new Map();
  for (const [run, scores, certainty, factor, service] of runScores) {
    const runTerms = terms.filter(({ word }) => run.includes(word));
    for (const [section, score] of await scores) {
      for (const { matches } of runTerms) addMatch(matches, section, certainty, certainty * score / runTerms.length);
      if (service < 0 || !hasOthers) bonus.set(section, (bonus.get(section) || 0) + factor * score);
    }
  }
  const [definitions, identified] = await Promise.all([findDefinitions(query), findIdentified(query)]);
  // All sections of a service are as much about it.
  const others = terms.filter(({ word }) => !serviceStems.has(stem(word)));
  const about = new Set();
  for (const service of hasOthers ? services : []) {
    const sections = pages.flatMap((page, section) => places[page][2] === service ? [section] : []);
    const names = new Set([...serviceAt].flatMap(([i, other]) => other === service ? [typed[i]] : []));
    for (const { matches } of terms.filter(({ word }) => names.has(word))) {
      const maxScore = Math.max(...sections.map(section => matches.get(section)?.[1] || 0));
      for (const section of sections) addMatch(matches, section, 1, OWN * maxScore);
    }
    for (const section of sections) if (others.every(({ titles }) => titles.has(section))) about.add(section);
  }
  return { terms, bonus, definitions, identified, marks, serviceStems, about };
}
