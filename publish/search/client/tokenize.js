/* Text into words, and words into stems. `tokenize.py` does the same; tests/test_search.py holds them together. */

/** A word without the endings in which questions and pages differ. Both sides are stemmed, so it may cut too much. */
export function stem(word) {
  if (word.length < 4 || /\d/.test(word)) return word;
  const singular = word.replace(/ies$/, "y").replace(/([^su])s$/, "$1");
  const root = singular.replace(/(?:ing|ed|ion)$/, "");
  return root.length < 4 || root === singular ? singular.replace(/e$/, "") : root.replace(/([^ls])\1$/, "$1");
}

/** `text` in plain letters (NFKD without accents): ligatures, full width and accents, composed or not, are how a word is written. */
function normalize(text) {
  return text.replace(/[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u2120\u2122]/g, "")
    .replace(/[\u00b4\u02bb\u02bc]/g, "'").normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
}

/** How a name is written, whatever its case, its spaces, and the form of its quotes and hyphens. */
export const spelling = name => normalize(name).replace(/[\u2010-\u2015\u2212]/g, "-").replace(/[‘’]/g, "'").replace(/[“”]/g, '"')
  .toLowerCase().trim().replace(/\s+/g, " ");

/** The tokens of a text in plain letters, which begins at `from`. */
function split(text, from = 0) {
  const found = [];
  for (const chunk of text.matchAll(/[\p{L}\p{N}]+(?:[^\s\p{L}\p{N}<>&,;:/()"]+[\p{L}\p{N}]+)*/gu)) {
    const first = from + chunk.index;
    let whole = "", count = 0, runs = 0;
    for (const run of chunk[0].matchAll(/[\p{L}\p{N}]+/gu)) {
      const start = first + run.index;
      const parts = run[0].replace(/([a-z\d])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$2 ").toLowerCase().split(" ");
      let at = start;
      for (const part of parts) found.push([at, at += part.length, part, 1]);
      if (parts.length > 1) found.push([start, at, run[0].toLowerCase(), parts.length]);
      whole += run[0].toLowerCase();
      count += parts.length;
      runs++;
    }
    if (runs > 1) found.push([first, first + chunk[0].length, whole, count]);
  }
  return found;
}

/** [start, end, token, parts] of each name, parts and whole: `x-GetRole` gives x, get, role, getrole, xgetrole.
    Only its smallest parts have `parts` 1. */
export function tokens(text) {
  if (normalize(text) === text) return split(text);
  // Plain letters have other places: what is written in others is told by all that stands between two spaces.
  return [...text.matchAll(/[\S\ufeff]+/g)].flatMap(({ 0: written, index }) => {
    const plain = normalize(written);
    return plain === written ? split(plain, index) : split(plain).map(([, , ...token]) => [index, index + written.length, ...token]);
  });
}

/** The words of `text`, in their order. */
export const words = text => tokens(text).filter(([, , , parts]) => parts === 1).map(([, , word]) => word);
