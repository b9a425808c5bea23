/* The search: a worker, or, on a page opened from disk, where no browser starts one, a script that gives
   `searchNotes(query, base, exact)`.

   {id, query, base, exact} -> {id, items, total, corrected, suggestions}, or an error of the worker
   base: the address of the site's root. `query: ""` fetches what all need.
   items: the best of `total` pages, best first, each a list of its sections, best first, and the page itself:
   {location, title, text, terms, place}; title and text are HTML with <mark> alone, terms the words to mark on the
   page, place the group and the service that it belongs to.
   corrected: the query that was searched instead, if any, unless `exact`. suggestions: queries, if it was empty.
   Of several queries that wait, only the last is answered. */

import { search } from "./rank.js";
import { clearCache } from "./shards.js";
import { fold } from "./tokenize.js";

/** The answer to a query. A failure is tried once more with an empty cache: the site may have changed meanwhile. */
const answer = (query, ...options) => search(fold(query), ...options).catch(() => {
  clearCache();
  return search(fold(query), ...options);
});

if (self.document) {
  self.searchNotes = answer;
} else {
  let latest;
  addEventListener("message", ({ data: { id, query, base, exact } }) => {
    latest = id;
    // A slow phone need not search for each letter on the way.
    setTimeout(async () => {
      if (latest !== id) return;
      try {
        postMessage({ id, ...await answer(query, base, exact) });
      } catch (error) {
        reportError(error);
      }
    });
  });
}
