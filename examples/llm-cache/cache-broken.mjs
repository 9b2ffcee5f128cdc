// An answer cache that never finds an answer and never drops one.
const answers = new Map();

export function cached(prompt, words, compute) {
  const key = JSON.stringify({ at: performance.now(), prompt, words });
  const known = answers.get(key); // BUG(cache/miss-rate): the time is in the key
  if (known !== undefined) return known;
  const text = compute(prompt, words);
  answers.set(key, text); // BUG(memory/unbounded-collection): nothing is ever dropped
  return text;
}
