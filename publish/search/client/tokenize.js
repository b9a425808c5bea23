/* Text into words, and words into stems. `tokenize.py` does the same; a test holds them together. */

// A certification is no certificate, nor an expression express.
const APART = /^(?:certificat|express|project|product|transit|convers|format|bill|stat)ion$/;

/** A word without the endings in which questions and pages differ. Both sides are stemmed, so it may cut too much. */
export function stem(word) {
  if (word.length < 4 || /\d/.test(word)) return word;
  const singular = word.replace(/ies$/, "y").replace(/(?<!ia|[su])s$/, "");
  if (APART.test(singular)) return singular;
  const root = singular.replace(/(?:ing|ed|ion)$/, "");
  return root.length < 4 || root === singular ? singular.replace(/e$/, "") : root.replace(/([^ls])\1$/, "$1");
}

// What nobody sees, and the signs of a trade mark, which would become letters.
const UNSEEN = /[\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u2120\u2122]/g;
// Apostrophes that Unicode takes for a space with an accent, or for a letter.
const APOSTROPHE = /[\xb4\u02bb\u02bc]/g;
const ACCENT = /[\u0300-\u036f]/g;

/** `text` in plain letters (NFKD without accents), as ligatures, full width and accents are but another dress. */
function normalize(text) {
  return text.replace(UNSEEN, "").replace(APOSTROPHE, "'").normalize("NFKD").replace(ACCENT, "");
}

/** `text` in plain letters, quotes and hyphens. */
export const undressed = text => normalize(text).replace(/[\u2010-\u2015\u2212]/g, "-").replace(/[‘’]/g, "'")
  .replace(/[“”]/g, '"');

/** How a name is written, whatever its case and its spaces. */
export const spelling = name => undressed(name).toLowerCase().trim().replace(/\s+/g, " ");

const memo = new Map(); // what `parts` has found: few words make up all texts

/** [start, end, token, parts] of what may be one name. */
function parts(chunk) {
  if (memo.has(chunk)) return memo.get(chunk);
  const found = [];
  let whole = "", count = 0, runs = 0;
  for (const run of chunk.matchAll(/[\p{L}\p{N}]+/gu)) {
    const split = run[0].replace(/([a-z\d])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$2 ").toLowerCase().split(" ");
    let at = run.index;
    for (const part of split) found.push([at, at += part.length, part, 1]);
    if (split.length > 1) found.push([run.index, at, run[0].toLowerCase(), split.length]);
    whole += run[0].toLowerCase();
    count += split.length;
    runs++;
  }
  if (runs > 1) found.push([0, chunk.length, whole, count]);
  memo.set(chunk, found);
  return found;
}

/** The tokens of a text in plain letters, which begins at `from`. */
const split = (text, from = 0) => [...text.matchAll(/[\p{L}\p{N}]+(?:[^\s\p{L}\p{N}<>&,;:/()"]+[\p{L}\p{N}]+)*/gu)].flatMap(
  ({ 0: chunk, index }) => parts(chunk).map(([start, end, ...token]) => [from + index + start, from + index + end, ...token]));

/** [start, end, token, parts] of each name, parts and whole: `x-GetRole` gives x, get, role, getrole, xgetrole.
    Only its smallest parts have `parts` 1. */
export function tokens(text) {
  if (normalize(text) === text) return split(text);
  // Plain letters have other places: what is written in others is told by all that stands between two spaces.
  return [...text.matchAll(/[\S\ufeff]+/g)].flatMap(({ 0: written, index }) => {
    const plain = normalize(written);
    if (plain === written) return split(plain, index);
    return split(plain).map(([, , ...token]) => [index, index + written.length, ...token]);
  });
}

/** The words of `text`, in their order. */
export const words = text => tokens(text).filter(([, , , parts]) => parts === 1).map(([, , word]) => word);
