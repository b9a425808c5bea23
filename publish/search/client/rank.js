/* Which sections answer a query, and in which order. */

import { corrected } from "./correct.js";
import { parse } from "./query.js";
import { result } from "./results.js";
import { lookup, open, pages, suggestions } from "./shards.js";
import { words } from "./tokenize.js";

const SHOWN = 10; // pages
const SECTIONS = 6; // of a page
// Factors of a section all of whose title is asked for; which is all that is asked of its service; with a row of that
// name; that says an identifier as typed.
const TITLED = 1.1, ABOUT = 1.5, ROW = 2, IDENTIFIER = 3;

/** The sections of whose titles each word is asked for, and not only a service's name. */
async function titled(marks, its) {
  const missing = new Map();
  for (const { words } of await Promise.all([...marks].map(lookup))) {
    const titles = new Map([...words.values()].flatMap(({ titles }) => [...titles]));
    for (const [section, count] of titles) missing.set(section, (missing.get(section) ?? count) - 1);
  }
  const rest = new Set();
  for (const { words } of await Promise.all([...marks].filter(key => !its.has(key)).map(lookup))) {
    for (const { titles } of words.values()) for (const section of titles.keys()) rest.add(section);
  }
  return new Set([...missing].filter(([section, count]) => !count && rest.has(section)).map(([section]) => section));
}

/** {items: the results of the best pages, best first; total: how many pages have what was asked; corrected: what was
    asked instead of `typed`, if anything and unless `exact`}, or {items: [], suggestions: what may be asked}. */
export async function search(typed, base, exact = false) {
  await open(base);
  if (!words(typed).length) return { items: [], total: 0, suggestions };
  const query = exact ? typed : await corrected(typed);
  const { terms, bonus, definitions, identified, marks, its, about } = await parse(query);
  const whole = await titled(marks, its);
  const total = terms.reduce((sum, { weight }) => sum + weight, 0) || 1;
  for (const term of terms) {
    const sure = [...term.found].filter(([, [certainty]]) => certainty > .5);
    term.pages = new Set(sure.map(([section]) => pages[section]));
  }
  const sections = new Set([...definitions.keys(), ...terms.flatMap(({ found }) => [...found.keys()])]);
  const hits = [...sections].map(section => {
    let score = bonus.get(section) || 0, met = 0;
    for (const { found, weight, pages: on } of terms) {
      const [certainty, points] = found.get(section) || [0, 0];
      score += points;
      // What another section of the page says, this one need not repeat.
      met += Math.max(certainty, on.has(pages[section]) ? .4 : 0) * weight / total;
    }
    score *= met ** 2;
    if (whole.has(section)) score *= about.has(section) ? ABOUT : TITLED;
    if (definitions.get(section) === 0) score *= ROW;
    if (identified.has(section)) score *= IDENTIFIER;
    return { section, met, score, defines: definitions.get(section) || 0 };
  });
  // Most of what was asked must be there, as far as any section has it.
  const most = hits.reduce((most, { met }) => Math.max(most, met), 0);
  const found = grouped(hits.filter(({ met, defines }) => defines || met >= .4 * most));
  const results = found.slice(0, SHOWN).map(([page, hits]) => result(page, hits.slice(0, SECTIONS), marks));
  return { items: await Promise.all(results), total: found.length, corrected: query === typed ? "" : query };
}

/** [page, its hits] of each page, both the best first: before all, those that are surest to define what was typed. */
function grouped(hits) {
  const pagesOf = new Map();
  for (const hit of hits.sort((a, b) => b.score - a.score)) {
    const page = pages[hit.section];
    pagesOf.set(page, [...pagesOf.get(page) || [], hit]);
  }
  // A page is as good as its best section, and a little better for each of the next.
  const worth = hits => hits.slice(0, 4).reduce((sum, { score }, i) => sum + (i ? .2 : 1) * score, 0);
  const ranked = [...pagesOf].sort(([, a], [, b]) => worth(b) - worth(a));
  for (const [, hits] of ranked) hits.sort((a, b) => b.defines - a.defines);
  const surest = Math.max(...hits.map(({ defines }) => defines));
  return ranked.sort(([, [a]], [, [b]]) => (b.defines === surest) - (a.defines === surest));
}
