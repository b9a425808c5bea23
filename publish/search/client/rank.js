/* Which sections answer a query, and in which order. */

import { correct } from "./correct.js";
import { parse } from "./query.js";
import { renderPage } from "./results.js";
import { loadIndex, lookup, pages, suggestions } from "./shards.js";
import { words } from "./tokenize.js";

const MAX_PAGES = 10;
const MAX_SECTIONS = 6; // of a page
// Factors of the score of a section whose whole title is in the query; that is about all else of it, beside its service;
// with a row of that name; that says an identifier as typed.
const TITLED = 1.1, ABOUT = 1.5, ROW = 2, IDENTIFIER = 3;

/** The sections whose whole title is in `marks`, and not only a service's name. */
async function findTitled(marks, serviceStems) {
  const missing = new Map(); // section -> number of stems of its title that are not in `marks`
  for (const { words } of await Promise.all([...marks].map(lookup))) {
    const titles = new Map([...words.values()].flatMap(({ titles }) => [...titles]));
    for (const [section, count] of titles) missing.set(section, (missing.get(section) ?? count) - 1);
  }
  const others = new Set();
  for (const { words } of await Promise.all([...marks].filter(key => !serviceStems.has(key)).map(lookup))) {
    for (const { titles } of words.values()) for (const section of titles.keys()) others.add(section);
  }
  return new Set([...missing].filter(([section, count]) => !count && others.has(section)).map(([section]) => section));
}

/** {items: the results of the best pages, best first; total: the number of pages found; corrected: the query that was
    searched instead of `typed`, if any and unless `exact`}, or {items: [], suggestions: queries}. */
export async function search(typed, base, exact = false) {
  await loadIndex(base);
  if (!words(typed).length) return { items: [], total: 0, suggestions };
  const query = exact ? typed : await correct(typed);
  const { terms, bonus, definitions, identified, marks, serviceStems, about } = await parse(query);
  const titled = await findTitled(marks, serviceStems);
  const totalWeight = terms.reduce((sum, { weight }) => sum + weight, 0) || 1;
  for (const term of terms) {
    const certain = [...term.matches].filter(([, [certainty]]) => certainty > .5);
    term.pages = new Set(certain.map(([section]) => pages[section]));
  }
  const sections = new Set([...definitions.keys(), ...terms.flatMap(({ matches }) => [...matches.keys()])]);
  const hits = [...sections].map(section => {
    let score = bonus.get(section) || 0, coverage = 0;
    for (const { matches, weight, pages: termPages } of terms) {
      const [certainty, points] = matches.get(section) || [0, 0];
      score += points;
      // What another section of the page says, this one need not repeat.
      coverage += Math.max(certainty, termPages.has(pages[section]) ? .4 : 0) * weight / totalWeight;
    }
    score *= coverage ** 2;
    if (titled.has(section)) score *= about.has(section) ? ABOUT : TITLED;
    if (definitions.get(section) === 0) score *= ROW;
    if (identified.has(section)) score *= IDENTIFIER;
    return { section, coverage, score, defines: definitions.get(section) || 0 };
  });
  // A section must cover most of the query, as far as any does.
  const best = hits.reduce((best, { coverage }) => Math.max(best, coverage), 0);
  const groups = groupByPage(hits.filter(({ coverage, defines }) => defines || coverage >= .4 * best));
  const results = groups.slice(0, MAX_PAGES).map(([page, hits]) => renderPage(page, hits.slice(0, MAX_SECTIONS), marks));
  return { items: await Promise.all(results), total: groups.length, corrected: query === typed ? "" : query };
}

/** [page, its hits] of each page, both the best first: before all, those that are surest to define what was typed. */
function groupByPage(hits) {
  const groups = new Map();
  for (const hit of hits.sort((a, b) => b.score - a.score)) {
    const page = pages[hit.section];
    groups.set(page, [...groups.get(page) || [], hit]);
  }
  // A page is as good as its best section, and a little better for each of the next.
  const pageScore = hits => hits.slice(0, 4).reduce((sum, { score }, i) => sum + (i ? .2 : 1) * score, 0);
  const ranked = [...groups].sort(([, a], [, b]) => pageScore(b) - pageScore(a));
  for (const [, hits] of ranked) hits.sort((a, b) => b.defines - a.defines);
  const surest = Math.max(...hits.map(({ defines }) => defines));
  return ranked.sort(([, [a]], [, [b]]) => (b.defines === surest) - (a.defines === surest));
}
