/* What a reader sees of the pages found. */

import { pages, places, sectionsOf } from "./shards.js";
import { stem, tokens } from "./tokenize.js";

const escaped = text => text.replace(/[<>&]/g, sign => `&${{ "<": "lt", ">": "gt", "&": "amp" }[sign]};`);

/** Where `text` says what was asked for: [start, end, stem], in order, the longest first. */
const met = (text, marks) => tokens(text).map(([start, end, word]) => [start, end, stem(word)])
  .filter(([, , key]) => marks.has(key)).sort((a, b) => a[0] - b[0] || b[1] - a[1]);

/** `text` from `start` to `end` as HTML with what was `found` there in <mark>. */
function highlighted(text, found, start = 0, end = text.length) {
  let html = "", at = start;
  for (const [from, to] of found) {
    if (from < at || to > end) continue;
    html += `${escaped(text.slice(at, from))}<mark>${escaped(text.slice(from, to))}</mark>`;
    at = to;
  }
  return html + escaped(text.slice(at, end));
}

/** The sentence with most of what was `found`, and what follows it; of a long one, what stands where most of that is. */
function excerpt(text, found) {
  const count = (from, to) => new Set(found.filter(([at]) => at >= from && at < to).map(([, , key]) => key)).size;
  const sentences = [...text.matchAll(/.+?(?:[.!?·](?= )|$)/g)].map(({ 0: said, index }) => [index, index + said.length]);
  let [best, until] = sentences[0] || [0, 0], most = count(best, until);
  for (const [from, to] of sentences) {
    const here = count(from, to);
    if (here > most) [best, until, most] = [from, to, here];
  }
  let start = best + text.slice(best).search(/\S|$/), around = 0, first = start;
  for (const [at] of found) {
    const here = at >= start && at < until ? count(at, Math.min(until, at + 160)) : 0;
    if (here > around) [first, around] = [at, here];
  }
  const cut = first > start + 160;
  if (cut) start = text.lastIndexOf(" ", first - 60) + 1;
  const last = text.length - text.match(/[ ·]*$/)[0].length;
  const end = last > start + 220 ? text.lastIndexOf(" ", start + 220) : last;
  return `${cut ? "… " : ""}${highlighted(text, found, start, end)}${end < last ? " …" : ""}`;
}

/** The sections of one page, the best first, with the page itself among them: {location, title, text, terms, place}. */
export async function result(page, hits, marks) {
  const sections = await sectionsOf(page);
  const first = pages.indexOf(page);
  const place = places[page].slice(0, 2).reverse().filter(label => label && label !== sections[0][1]).join(" › ");
  const items = hits.map(({ section }) => {
    const [location, heading, whole] = sections[section - first];
    const [inTitle, inText] = [met(heading, marks), met(whole, marks)];
    // The page marks these within words too: none that is too short.
    const written = [...inTitle.map(at => heading.slice(...at)), ...inText.map(at => whole.slice(...at))];
    const terms = new Set(written.flatMap(word => word.toLowerCase().split(/[^\p{L}\p{N}._]+/u)));
    return {
      location,
      place,
      title: highlighted(heading, inTitle),
      text: excerpt(whole, inText),
      terms: [...terms].filter(word => word.length > 2).sort((a, b) => b.length - a.length),
    };
  });
  const [location, title] = sections[0];
  const shown = hits.some(({ section }) => section === first);
  if (!shown) items.push({ location, place, title: escaped(title), text: "", terms: [] });
  return items;
}
