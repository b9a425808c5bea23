/* The search: a worker, or, on a page opened from disk, where no browser starts one, a script that gives
   `searchNotes(query, base, exact)`.

   {id, query, base, exact} -> {id, items, total, corrected, suggestions}, or an error of the worker
   base: the address of the site's root. `query: ""` fetches what all need.
   items: the best of `total` pages, best first, each a list of its sections, best first, and the page itself:
   {location, title, text, terms, place}; title and text are HTML with <mark> alone, terms the words to mark on the
   page, place the group and the service that it belongs to.
   corrected: what was asked instead of the query, if anything, unless `exact`. suggestions: what to ask, if nothing was.
   Of several queries that wait, only the last is answered. */

import { search } from "./rank.js";
import { forget } from "./shards.js";
import { undressed } from "./tokenize.js";

/** What a query finds. What fails is tried once more from the start: the site may have changed meanwhile. */
const answer = (query, ...how) => search(undressed(query), ...how).catch(() => {
  forget();
  return search(undressed(query), ...how);
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
