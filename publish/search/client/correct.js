/* Spelling correction: of words that nothing on the site says. */

import { candidates, lookup, lookupPrefix, stopWords } from "./shards.js";
import { stem, tokens } from "./tokenize.js";

const SERVICE = 9; // the rank of a service's name

/** The number of letters that are wrong, missing, too many or swapped in `typed` for `word` (optimal string alignment);
    with `prefix` for the start of `word` that is nearest. */
function distance(typed, word, prefix = false) {
  let previous, last = Array.from({ length: word.length + 1 }, (_, j) => j);
  for (let i = 1; i <= typed.length; i++) {
    const row = [i];
    for (let j = 1; j <= word.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (typed[i - 1] !== word[j - 1]));
      const swapped = i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1];
      if (swapped) row[j] = Math.min(row[j], previous[j - 2] + 1);
    }
    [previous, last] = [last, row];
  }
  return prefix ? Math.min(...last) : last[word.length];
}

/** Whether the site says it, or something that begins so. */
async function isKnown(word) {
  const { words, bigram, synonyms, definitions } = await lookup(stem(word));
  return words.size || bigram.count || synonyms.length || Object.keys(definitions).length || (await lookupPrefix(word)).length;
}

/** [word, cost] of the words that may correct `typed`, the likeliest first. */
async function corrections(typed) {
  const maxErrors = typed.length < 6 ? 1 : 2;
  const result = [];
  for (const [word, rank] of [...await candidates(typed), ...[...stopWords].map(word => [word, 5])]) {
    if (word.length < typed.length - maxErrors) continue;
    const all = distance(typed, word);
    // Who is still typing has not come to the end.
    const isPrefix = all > maxErrors && typed.length > 4;
    const errors = isPrefix ? distance(typed, word, true) : all;
    // Few err in the first letter, and many in the name of a service.
    const cost = errors + (isPrefix ? .7 : 0) + (typed[0] !== word[0] ? .7 : 0) - .05 * rank - (rank === SERVICE);
    if (errors <= (isPrefix ? 1 : maxErrors)) result.push([word, cost]);
  }
  return result.sort(([, a], [, b]) => a - b);
}

/** The correction of a word of four letters or more; of several with about the same cost, the one that stands beside its
    neighbours elsewhere. */
async function correctWord(typed, before = "", after = "") {
  if (typed.length < 4 || /\d/.test(typed) || stopWords.has(typed) || await isKnown(typed)) return typed;
  // `fire hose`: one word, typed as two.
  const joined = await Promise.all([before + typed, typed + after].map(word => word === typed || lookup(stem(word))));
  if (joined.some(({ words }) => words?.size)) return typed;
  const [best, ...others] = (await corrections(typed)).filter(([, cost], _, [[, least]]) => cost < least + .7).slice(0, 4);
  if (!others.length) return best?.[0] ?? typed;
  const bigrams = word => [before + word, word + after].filter(pair => pair !== word);
  const costs = await Promise.all([best, ...others].map(async ([word, cost]) => {
    const entries = await Promise.all(bigrams(word).map(pair => lookup(stem(pair))));
    return [word, cost - .7 * entries.some(({ bigram }) => bigram.count)];
  }));
  return costs.sort(([, a], [, b]) => a - b)[0][0];
}

/** `query` with its unknown words corrected. */
export async function correct(query) {
  const typed = tokens(query).filter(([, , , parts]) => parts === 1);
  const words = await Promise.all(typed.map(([, , word], i) => correctWord(word, typed[i - 1]?.[2], typed[i + 1]?.[2])));
  let text = "", last = 0;
  for (const [i, [start, end, word]] of typed.entries()) {
    text += query.slice(last, start) + (words[i] === word ? query.slice(start, end) : words[i]);
    last = end;
  }
  return text + query.slice(last);
}
