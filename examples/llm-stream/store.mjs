// What the front end keeps elsewhere: settings and a ledger in another tier, each answering a moment later.
import { setTimeout as delay } from 'node:timers/promises';

const VARIETIES = [0, 2];
const ledger = [];

/** How far from the likeliest word a tone goes; tone 0 is plain, 1 is lively. */
export async function varietyOf(tone) {
  await delay(2);
  return VARIETIES[tone] ?? 0;
}

export async function allVarieties() {
  await delay(2);
  return [...VARIETIES];
}

/** Writes one line for the billing; the ledger keeps the newest hundred. */
export async function appendLedger(line) {
  await delay(60);
  ledger.push(line);
  if (ledger.length > 100) ledger.shift();
}
