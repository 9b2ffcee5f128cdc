// An answer cache: the key is what the answer depends on, and the entry that was not used for longest is dropped.
const MAX_ANSWERS = 64;
const answers = new Map();

export function cached(prompt, words, compute) {
  const key = JSON.stringify({ prompt, words });
  const text = answers.get(key) ?? compute(prompt, words);
  answers.delete(key);
  answers.set(key, text);
  if (answers.size > MAX_ANSWERS) answers.delete(answers.keys().next().value);
  return text;
}
