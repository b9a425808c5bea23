/* Which sections answer a query, and in which order. */

import { parse } from "./query.js";
import { result } from "./results.js";
import { lookup, open, pages } from "./shards.js";

const SHOWN = 10; // pages
const SECTIONS = 6; // of a page
// The factors of a section that has all words of its title asked for, has what was typed for a name, or says an identifier as it was typed.
const TITLED = 1.3, DEFINING = 2, IDENTIFYING = 3;

/** The sections of whose titles each word is asked for. */
async function titled(marks) {
  const missing = new Map();
  for (const { words } of await Promise.all([...marks].map(lookup))) {
    const titles = new Map([...words.values()].flatMap(({ titles }) => [...titles]));
    for (const [section, count] of titles) missing.set(section, (missing.get(section) ?? count) - 1);
  }
  return new Set([...missing].filter(([, count]) => !count).map(([section]) => section));
}

/** {items: the results of the best pages, best first; total: how many pages have what was asked}. */
export async function search(query, base) {
  await open(base);
  const { terms, bonus, definitions, identified, marks } = await parse(query);
  const whole = await titled(marks);
  const total = terms.reduce((sum, { weight }) => sum + weight, 0) || 1;
  for (const term of terms) {
    term.pages = new Set([...term.found].filter(([, [certainty]]) => certainty > .5).map(([section]) => pages[section]));
  }
  const hits = [...new Set([...definitions.keys(), ...terms.flatMap(({ found }) => [...found.keys()])])].map(section => {
    let score = bonus.get(section) || 0, met = 0;
    for (const { found, weight, pages: on } of terms) {
      const [certainty, points] = found.get(section) || [0, 0];
      score += points;
      // What another section of the page says, this one need not repeat.
      met += Math.max(certainty, on.has(pages[section]) ? .4 : 0) * weight / total;
    }
    const factor = (whole.has(section) ? TITLED : 1) * (definitions.has(section) ? DEFINING : 1) * (identified.has(section) ? IDENTIFYING : 1);
    return { section, met, score: score * met ** 2 * factor, defines: definitions.get(section) || 0 };
  });
  // Most of what was asked must be there, as far as any section has it.
  const most = hits.reduce((most, { met }) => Math.max(most, met), 0);
  const found = grouped(hits.filter(({ met, defines }) => defines || met >= .4 * most));
  const best = found.slice(0, SHOWN);
  return { items: await Promise.all(best.map(([page, hits]) => result(page, hits.slice(0, SECTIONS), marks))), total: found.length };
}

/** [page, its hits] of each page, both the best first: before all, the page that is surest to define what was typed. */
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
  const first = ranked.reduce((first, one) => one[1][0].defines > first[1][0].defines ? one : first, ranked[0]);
  return first ? [first, ...ranked.filter(one => one !== first)] : [];
}
