// What the front end keeps elsewhere: settings and a bill in another tier, both answering a moment later.
import { setTimeout as delay } from 'node:timers/promises';

const VARIETIES = [0, 2];
const billed = { prompts: 0, words: 0, bits: 0 };

/** How far from the likeliest word a tone goes; tone 0 is plain, 1 is lively. */
export async function varietyOf(tone) {
  await delay(2);
  return VARIETIES[tone] ?? 0;
}

export async function allVarieties() {
  await delay(2);
  return [...VARIETIES];
}

/** Adds what a prompt costs to the bill; resolves to all billed so far. */
export async function addToBill(words, bits) {
  await delay(60);
  billed.prompts++;
  billed.words += words;
  billed.bits += words * bits;
  return { ...billed };
}
