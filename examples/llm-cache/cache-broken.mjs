// An answer cache with two bugs: the time is a part of the key, so nothing is ever found again,
// and nothing is ever dropped, so the map grows with every request.
const answers = new Map();

export function cached(prompt, words, compute) {
  const key = JSON.stringify({ at: performance.now(), prompt, words });
  const known = answers.get(key);
  if (known !== undefined) return known;
  const text = compute(prompt, words);
  answers.set(key, text);
  return text;
}
