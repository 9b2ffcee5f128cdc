import { readFileSync } from 'node:fs';
import { languageModel } from './language.mjs';
import { pause, serve } from './service.mjs';
import { addToBill, allVarieties } from './store.mjs';

const compiled = await WebAssembly.compile(readFileSync(new URL('language.wasm', import.meta.url)));
const varieties = await allVarieties();
const unscored = new Map();
let tickets = 0;

const host = {
  variety_of: (tone) => varieties[tone] ?? 0,
  scored: (ticket, words, bits) => settleTicket(ticket, { words, bits }),
  nothing_scored: (ticket) => settleTicket(ticket, { words: 0, bits: 0 }),
};
const scorer = await languageModel(compiled, host);
/** Models that tell no story now: each story has one to itself. */
const idle = [];

function settleTicket(ticket, outcome) {
  unscored.get(ticket)(outcome);
  unscored.delete(ticket);
}

function ticketFor(settle) {
  const ticket = tickets++;
  unscored.set(ticket, settle);
  return ticket;
}

function analyse(prose) {
  return new Promise((settle) => scorer.exports.score(ticketFor(settle), scorer.put(prose)));
}

async function bill(prompt) {
  const { words, bits } = await analyse(prompt);
  await addToBill(words, bits);
}

async function tell(prompt, tone, length, say) {
  const teller = idle.pop() ?? (await languageModel(compiled, host));
  try {
    teller.exports.begin_story(teller.put(prompt), tone);
    for (let told = 0; told < length; told++) {
      say(teller.vocabulary[teller.exports.next_word()]);
      await pause();
    }
  } finally {
    idle.push(teller);
  }
  await bill(prompt);
}

await serve({ tell, analyse });
