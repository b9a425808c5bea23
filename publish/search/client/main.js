/* The search: a worker, or, on a page opened from disk, where no browser starts one, a script that gives
   `searchNotes(query, base)`.

   {id, query, base} -> {id, items, total}, or an error of the worker
   base: the address of the site's root. `query: ""` fetches what all need.
   items: the best of `total` pages, best first, each a list of its sections, best first, and the page itself:
   {location, title, text, terms}; title and text are HTML with <mark> alone, terms the words to mark on the page.
   Of several queries that wait, only the last is answered. */

import { search } from "./rank.js";
import { forget } from "./shards.js";

/** What a query finds. What fails is tried once more from the start: the site may have changed meanwhile. */
const answer = (query, base) => search(query, base).catch(() => {
  forget();
  return search(query, base);
});

if (self.document) {
  self.searchNotes = answer;
} else {
  let latest;
  addEventListener("message", ({ data: { id, query, base } }) => {
    latest = id;
    // A slow phone need not search for each letter on the way.
    setTimeout(async () => {
      if (latest !== id) return;
      try {
        postMessage({ id, ...await answer(query, base) });
      } catch (error) {
        reportError(error);
      }
    });
  });
}
