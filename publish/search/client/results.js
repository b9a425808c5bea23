/* What a reader sees of the pages found. */

import { pages, sectionsOf } from "./shards.js";
import { stem, tokens } from "./tokenize.js";

const escaped = text => text.replace(/[<>&]/g, sign => `&${{ "<": "lt", ">": "gt", "&": "amp" }[sign]};`);

/** `text` as HTML with what was asked for in <mark>, and those words as written. */
function highlighted(text, marks) {
  const spans = tokens(text).filter(([, , word]) => marks.has(stem(word))).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  let html = "", at = 0;
  const written = new Set();
  for (const [start, end] of spans) {
    if (start < at) continue;
    written.add(text.slice(start, end).toLowerCase());
    html += `${escaped(text.slice(at, start))}<mark>${escaped(text.slice(start, end))}</mark>`;
    at = end;
  }
  return [html + escaped(text.slice(at)), written];
}

/** The sentence with most of what was asked, and what follows it; of a long one, what stands where most of that is. */
function excerpt(text, marks) {
  const sentences = text.match(/.+?(?:[.!?·](?= )|$)/g) || [];
  const stems = sentence => tokens(sentence).map(([start, , word]) => [stem(word), start]);
  const met = sentences.map(sentence => stems(sentence).filter(([key]) => marks.has(key)));
  const count = found => new Set(found.map(([key]) => key)).size;
  const counts = met.map(count);
  const from = Math.max(0, counts.indexOf(Math.max(...counts)));
  const around = start => count(met[from].filter(([, at]) => at >= start && at < start + 160));
  const starts = (met[from] || []).map(([, start]) => [start, around(start)]);
  const [first] = starts.sort(([a, one], [b, two]) => two - one || a - b)[0] || [0];
  let rest = sentences.slice(from).join("").replace(/[ ·]+$/, "").trim();
  if (first > 160) rest = `… ${rest.slice(rest.lastIndexOf(" ", first - 60) + 1)}`;
  return rest.length > 220 ? `${rest.slice(0, rest.lastIndexOf(" ", 220))} …` : rest;
}

/** The sections of one page, the best first, with the page itself among them: {location, title, text, terms}. */
export async function result(page, hits, marks) {
  const sections = await sectionsOf(page);
  const first = pages.indexOf(page);
  const items = hits.map(({ section }) => {
    const [location, heading, whole] = sections[section - first];
    const [title, inTitle] = highlighted(heading, marks);
    const [text] = highlighted(excerpt(whole, marks), marks);
    // The page marks these within words too: none that is too short.
    const terms = [...inTitle, ...highlighted(whole, marks)[1]].flatMap(word => word.split(/[^\p{L}\p{N}._]+/u))
      .filter(word => word.length > 2).sort((a, b) => b.length - a.length);
    return { location, title, text, terms: [...new Set(terms)] };
  });
  const [location, title] = sections[0];
  const shown = hits.some(({ section }) => section === first);
  if (!shown) items.push({ location, title: escaped(title), text: "", terms: [] });
  return items;
}
