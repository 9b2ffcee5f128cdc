import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../tools';
import { startStory } from './running-story';

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Requests that the broken entry answers rightly, one client at a time, and how many different answers they have. */
const REQUESTS: Readonly<Record<string, { readonly paths: readonly string[]; readonly different: number }>> = {
  'llm-stream': {
    paths: ['/stream?prompt=the+storm+came&length=24', '/stream?prompt=every+train&length=6', '/analyse?prose=the+storm+came+from+the+north', '/analyse?prose=north+the+from+came+storm+the', '/'],
    different: 5,
  },
  'vector-http': { paths: ['/search?seed=1&k=3', '/search?seed=2&k=5', '/search?seed=7&k=5', '/search?seed=0'], different: 4 },
  'model-server': { paths: ['/score?seed=1', '/score?seed=2', '/rank?seed=1', '/rank?seed=2', '/nothing'], different: 5 },
  'llm-cache': { paths: ['/?prompt=explain+the+cache&words=20', '/?prompt=rate+every+token&words=20', '/?prompt=explain+the+cache&words=20'], different: 2 },
};

describe('broken and mended stories give equal answers', function () {
  this.timeout(60_000);
  for (const [story, { paths, different }] of Object.entries(REQUESTS)) {
    it(story, async () => {
      const broken = await answersOf(story, 'broken', paths);
      assert.deepEqual(broken, await answersOf(story, 'mended', paths));
      assert.equal(new Set(broken.map(({ body, status }) => `${status} ${body}`)).size, different, 'requests that differ are answered differently');
    });
  }

  it('iot-stream: the same energies, frame for frame', async () => {
    const [broken, mended] = await Promise.all([energiesOf('broken'), energiesOf('mended')]);
    assert.ok(broken.scans > 0 && broken.scanEnergy > 0 && broken.spectrumEnergy > 0, JSON.stringify(broken));
    assert.deepEqual(broken, mended);
  });
});

describe('what the bugs of llm-stream do to its answers', function () {
  this.timeout(60_000);
  const lively = '/stream?prompt=the+storm+came&tone=lively&length=12';
  const plain = '/stream?prompt=the+storm+came&tone=plain&length=12';

  it('a tone that is read from a promise changes nothing; read as a number it does', async () => {
    for (const [entry, equal] of [['broken', true], ['mended', false]] as const) {
      const [one, other] = await answersOf('llm-stream', entry, [plain, lively]);
      assert.equal(one!.body === other!.body, equal, entry);
    }
  });

  it('two stories told at once run into one another, unless each has a model of its own', async () => {
    for (const [entry, equal] of [['broken', false], ['mended', true]] as const) {
      const service = await startStory('llm-stream', entry);
      try {
        const alone = await ask(service.address, plain);
        const [together] = await Promise.all([ask(service.address, plain), ask(service.address, '/stream?prompt=every+train&length=12')]);
        assert.equal(together.body === alone.body, equal, entry);
      } finally {
        await service.stop();
      }
    }
  });

  it('a text without words is answered by the mended service', async () => {
    const [answer] = await answersOf('llm-stream', 'mended', ['/analyse?prose=%3F']);
    assert.deepEqual(answer, { status: 200, body: '{"words":0,"bits":0}' });
  });
});

async function answersOf(story: string, entry: 'broken' | 'mended', paths: readonly string[]): Promise<Answer[]> {
  const service = await startStory(story, entry);
  try {
    const answers: Answer[] = [];
    for (const path of paths) answers.push(await ask(service.address, path));
    return answers;
  } finally {
    await service.stop();
  }
}

async function ask(address: string, path: string): Promise<Answer> {
  const response = await fetch(address + path);
  return { status: response.status, body: await response.text() };
}

interface Energies {
  readonly scans: number;
  readonly scanEnergy: number;
  readonly spectra: number;
  readonly spectrumEnergy: number;
}

async function energiesOf(entry: 'broken' | 'mended'): Promise<Energies> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'examples', 'iot-stream', `${entry}.mjs`), '--load']);
  return JSON.parse(/^load done: (.+)$/m.exec(stdout)![1]!) as Energies;
}
