/* What a reader sees of the pages found. */

import { loadSections, pages, places } from "./shards.js";
import { stem, tokens } from "./tokenize.js";

const escapeHtml = text => text.replace(/[<>&]/g, sign => `&${{ "<": "lt", ">": "gt", "&": "amp" }[sign]};`);

/** Matches of the stems `marks` in `text`: [start, end, stem], in order, the longest first. */
const findMatches = (text, marks) => tokens(text).map(([start, end, word]) => [start, end, stem(word)])
  .filter(([, , key]) => marks.has(key)).sort((a, b) => a[0] - b[0] || b[1] - a[1]);

/** `text` from `start` to `end` as HTML with the matches there in <mark>. */
function highlight(text, matches, start = 0, end = text.length) {
  let html = "", last = start;
  for (const [from, to] of matches) {
    if (from < last || to > end) continue;
    html += `${escapeHtml(text.slice(last, from))}<mark>${escapeHtml(text.slice(from, to))}</mark>`;
    last = to;
  }
  return html + escapeHtml(text.slice(last, end));
}

/** The sentence with the most matches, and what follows it; of a long one, the part where most of them are. */
function excerpt(text, matches) {
  const countStems = (from, to) => new Set(matches.filter(([start]) => start >= from && start < to).map(([, , key]) => key)).size;
  const sentences = [...text.matchAll(/.+?(?:[.!?·](?= )|$)/g)].map(({ 0: sentence, index }) => [index, index + sentence.length]);
  let [best, until] = sentences[0] || [0, 0], maxCount = countStems(best, until);
  for (const [from, to] of sentences) {
    const count = countStems(from, to);
    if (count > maxCount) [best, until, maxCount] = [from, to, count];
  }
  let start = best + text.slice(best).search(/\S|$/), first = start;
  maxCount = 0;
  for (const [from] of matches) {
    const count = from >= start && from < until ? countStems(from, Math.min(until, from + 160)) : 0;
    if (count > maxCount) [first, maxCount] = [from, count];
  }
  const cut = first > start + 160;
  if (cut) start = text.lastIndexOf(" ", first - 60) + 1;
  const last = text.length - text.match(/[ ·]*$/)[0].length;
  const end = last > start + 220 ? text.lastIndexOf(" ", start + 220) : last;
  return `${cut ? "… " : ""}${highlight(text, matches, start, end)}${end < last ? " …" : ""}`;
}

/** The sections of one page, the best first, with the page itself among them: {location, title, text, terms, place}. */
export async function renderPage(page, hits, marks) {
  const sections = await loadSections(page);
  const first = pages.indexOf(page);
  const place = places[page].slice(0, 2).reverse().filter(label => label && label !== sections[0][1]).join(" › ");
  const items = hits.map(({ section }) => {
    const [location, title, text] = sections[section - first];
    const [inTitle, inText] = [findMatches(title, marks), findMatches(text, marks)];
    // The page marks these within words too: none that is too short.
    const marked = [...inTitle.map(match => title.slice(...match)), ...inText.map(match => text.slice(...match))];
    const terms = new Set(marked.flatMap(word => word.toLowerCase().split(/[^\p{L}\p{N}._]+/u)));
    return {
      location,
      place,
      title: highlight(title, inTitle),
      text: excerpt(text, inText),
      terms: [...terms].filter(word => word.length > 2).sort((a, b) => b.length - a.length),
    };
  });
  const [location, title] = sections[0];
  if (!hits.some(({ section }) => section === first)) items.push({ location, place, title: escapeHtml(title), text: "", terms: [] });
  return items;
}
