/* Text into words, and words into stems. `tokenize.py` does the same; a test holds them together. */

// A certification is no certificate, nor an expression express.
const UNSTEMMED = /^(?:certificat|express|project|product|transit|convers|format|bill|stat)ion$/;

/** A word without the endings in which questions and pages differ. Both sides are stemmed, so it may cut too much. */
export function stem(word) {
  if (word.length < 4 || /\d/.test(word)) return word;
  const singular = word.replace(/ies$/, "y").replace(/(?<!ia|[su])s$/, "");
  if (UNSTEMMED.test(singular)) return singular;
  const root = singular.replace(/(?:ing|ed|ion)$/, "");
  return root.length < 4 || root === singular ? singular.replace(/e$/, "") : root.replace(/([^ls])\1$/, "$1");
}

// What nobody sees, and the signs of a trade mark, which would become letters.
const UNSEEN = /[\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u2120\u2122]/g;
// Apostrophes that Unicode takes for a space with an accent, or for a letter.
const APOSTROPHE = /[\xb4\u02bb\u02bc]/g;
const ACCENT = /[\u0300-\u036f]/g;

/** `text` in NFKD without accents, so that ligatures and full width are plain letters too. */
function normalize(text) {
  return text.replace(UNSEEN, "").replace(APOSTROPHE, "'").normalize("NFKD").replace(ACCENT, "");
}

/** `text` in plain letters, quotes and hyphens. */
export const fold = text => normalize(text).replace(/[\u2010-\u2015\u2212]/g, "-").replace(/[‘’]/g, "'")
  .replace(/[“”]/g, '"');

/** How a name is written, whatever its case and its spaces. */
export const spelling = name => fold(name).toLowerCase().trim().replace(/\s+/g, " ");

const memo = new Map(); // what `splitChunk` returned: few words make up all texts

/** [start, end, token, parts] of what may be one name. */
function splitChunk(chunk) {
  if (memo.has(chunk)) return memo.get(chunk);
  const result = [];
  let joined = "", count = 0, runs = 0;
  for (const run of chunk.matchAll(/[\p{L}\p{N}]+/gu)) {
    const parts = run[0].replace(/([a-z\d])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$2 ").toLowerCase().split(" ");
    let end = run.index;
    for (const part of parts) result.push([end, end += part.length, part, 1]);
    if (parts.length > 1) result.push([run.index, end, run[0].toLowerCase(), parts.length]);
    joined += run[0].toLowerCase();
    count += parts.length;
    runs++;
  }
  if (runs > 1) result.push([0, chunk.length, joined, count]);
  memo.set(chunk, result);
  return result;
}

/** The tokens of a normalized text, which begins at `offset`. */
const splitText = (text, offset = 0) => [...text.matchAll(/[\p{L}\p{N}]+(?:[^\s\p{L}\p{N}<>&,;:/()"]+[\p{L}\p{N}]+)*/gu)].flatMap(
  ({ 0: chunk, index }) => splitChunk(chunk).map(([start, end, ...token]) => [offset + index + start, offset + index + end, ...token]));

/** [start, end, token, parts] of each name, parts and whole: `x-GetRole` gives x, get, role, getrole, xgetrole.
    Only its smallest parts have `parts` 1. */
export function tokens(text) {
  if (normalize(text) === text) return splitText(text);
  // Normalizing moves letters: a token of a word that it changes has the position of the whole word, between two spaces.
  return [...text.matchAll(/[\S\ufeff]+/g)].flatMap(({ 0: word, index }) => {
    const plain = normalize(word);
    if (plain === word) return splitText(plain, index);
    return splitText(plain).map(([, , ...token]) => [index, index + word.length, ...token]);
  });
}

/** The words of `text`, in their order. */
export const words = text => tokens(text).filter(([, , , parts]) => parts === 1).map(([, , word]) => word);
