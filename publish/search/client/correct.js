/* What was meant by words that nothing on the site says. */

import { candidates, lookup, prefixed, stopWords } from "./shards.js";
import { stem, tokens } from "./tokenize.js";

const SERVICE = 9; // how common the index says a service's name is

/** The letters that are wrong, missing, too many or swapped in `typed` for `word`, by optimal string alignment; with
    `beginning` for the start of `word` that is nearest. */
function distance(typed, word, beginning = false) {
  let before, last = Array.from({ length: word.length + 1 }, (_, j) => j);
  for (let i = 1; i <= typed.length; i++) {
    const row = [i];
    for (let j = 1; j <= word.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (typed[i - 1] !== word[j - 1]));
      const swapped = i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1];
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return beginning ? Math.min(...last) : last[word.length];
}

/** Whether the site says it, or something that begins so. */
async function known(word) {
  const { words, bigram, synonyms, definitions } = await lookup(stem(word));
  const said = words.size || bigram.count || synonyms.length || Object.keys(definitions).length;
  return said || (await prefixed(word)).length > 0;
}

/** [word, cost] of what may have been meant by `typed`, the likeliest first. */
async function meanings(typed) {
  const most = typed.length < 6 ? 1 : 2;
  const near = [];
  for (const [word, common] of [...await candidates(typed), ...[...stopWords].map(word => [word, 5])]) {
    if (word.length < typed.length - most) continue;
    const whole = distance(typed, word);
    // Who is still typing has not come to the end.
    const [wrong, start] = whole > most && typed.length > 4 ? [distance(typed, word, true), .7] : [whole, 0];
    // Few err in the first letter, and many in the name of a service.
    const cost = wrong + start + (typed[0] !== word[0] ? .7 : 0) - .05 * common - (common === SERVICE);
    if (wrong <= (start ? 1 : most)) near.push([word, cost]);
  }
  return near.sort(([, a], [, b]) => a - b);
}

/** The word that was meant by one of four letters or more; of several that are as near, the one that stands beside its
    neighbours elsewhere. */
async function meant(typed, before = "", after = "") {
  if (typed.length < 4 || /\d/.test(typed) || stopWords.has(typed) || await known(typed)) return typed;
  // `fire hose`: one word, typed as two.
  const joined = await Promise.all([before + typed, typed + after].map(word => word === typed || lookup(stem(word))));
  if (joined.some(({ words }) => words?.size)) return typed;
  const [first, ...others] = (await meanings(typed)).filter(([, cost], _, [[, least]]) => cost < least + .7).slice(0, 4);
  if (!others.length) return first?.[0] ?? typed;
  const beside = word => [before + word, word + after].filter(pair => pair !== word);
  const counts = await Promise.all([first, ...others].map(async ([word, cost]) => {
    const pairs = await Promise.all(beside(word).map(pair => lookup(stem(pair))));
    return [word, cost - .7 * pairs.some(({ bigram }) => bigram.count)];
  }));
  return counts.sort(([, a], [, b]) => a - b)[0][0];
}

/** `query` with the words that were meant, as it stands where all are known. */
export async function corrected(query) {
  const typed = tokens(query).filter(([, , , parts]) => parts === 1);
  const words = await Promise.all(typed.map(([, , word], i) => meant(word, typed[i - 1]?.[2], typed[i + 1]?.[2])));
  let text = "", at = 0;
  for (const [i, [start, end, word]] of typed.entries()) {
    text += query.slice(at, start) + (words[i] === word ? query.slice(start, end) : words[i]);
    at = end;
  }
  return text + query.slice(at);
}
