// Readers of a page: each comes as a message, an event of its own, and asks for one story after another.
const PROMPTS = ['the storm came', 'a client asks for', 'every train', 'the fisher tells'];
const LENGTHS = [12, 5];
const ROUNDS = 12;

export const pause = (elapsedMs = 4) => new Promise((resolve) => setTimeout(resolve, elapsedMs));

/** Kept by another tier: how far from the likeliest word a tone goes. */
export async function varietyOf(tone) {
  await pause(2);
  return [0, 2][tone] ?? 0;
}

export function read(deeds) {
  addEventListener('message', ({ data }) => void readOn(data, deeds));
  for (const reader of LENGTHS.keys()) postMessage(reader);
}

/** Now and then a reader sends a text without words. */
async function readOn(reader, { tell, analyse }) {
  for (let round = 0; round < ROUNDS; round++) {
    const story = await tell(PROMPTS[(round + reader) % PROMPTS.length], 1, LENGTHS[reader]);
    const { bits } = await analyse(story);
    show(story, `${bits.toFixed(2)} bits a word`);
    if (round % 4 === 1) void analyse('?!').then(({ words }) => show('?!', `${words} words`));
    await pause(20);
  }
}

function show(story, surprise) {
  const entry = ['dt', 'dd'].map((name) => document.createElement(name));
  [story, surprise].forEach((text, index) => (entry[index].textContent = text));
  document.getElementById('told').append(...entry);
}
