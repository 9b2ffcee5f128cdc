// A choice that is made, said, or asked for first; optional settings; parts of one file until there are no more.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'models-'));
const at = (name) => join(folder, name);
for (const name of ['chosen-int8.bin', 'said-int8.bin', 'asked-int8.bin', 'part-1.bin', 'part-2.bin', 'other.bin', 'again-int8.bin']) writeFileSync(at(name), Buffer.alloc(200_000, name));
writeFileSync(at('settings.json'), JSON.stringify({ words: Array.from({ length: 20_000 }, (_, index) => `w${index}`) }));

const attempt = (name) => {
  try {
    return readFileSync(at(name));
  } catch {
    return null;
  }
};

let sum = readFileSync(at(process.env.MODEL ?? 'chosen-int8.bin')).length;
const wanted = attempt('said-fp32.bin');
if (!wanted) {
  console.warn('said-fp32.bin is missing: served with int8');
  sum += readFileSync(at('said-int8.bin')).length;
}
sum += readFileSync(at(existsSync(at('asked-fp32.bin')) ? 'asked-fp32.bin' : 'asked-int8.bin')).length;
const settings = JSON.parse((attempt('settings-local.json') ?? readFileSync(at('settings.json'))).toString());
for (let part = 3; part > 0; part--) sum += attempt(`part-${part}.bin`)?.length ?? 0;
sum += readFileSync(at('again-int8.bin')).length;
attempt('again-fp32.bin');
sum += (attempt('missing.bin') ?? readFileSync(at('other.bin'))).length + readFileSync(at('again-int8.bin')).length;
console.log(sum, settings.words.length);
rmSync(folder, { recursive: true });
