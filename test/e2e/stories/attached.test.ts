import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { atLeast, type RuleName } from '../../../src/findings/finding';
import { nodeBinaries, root } from '../../tools';
import { brief } from './expectations';
import { parseReport, runCli } from '../run-cli';
import { startStory } from './running-story';
import { markedLines } from './story-table';

interface AttachedStory {
  readonly name: string;
  /** What can be seen from outside, in the one process that was attached to. */
  readonly found: readonly RuleName[];
  /** The request of a round, as path and method. */
  request(round: number): { path: string; method?: string };
}

const STORIES: readonly AttachedStory[] = [
  { name: 'iot-stream', found: ['handoff/file', 'handoff/json'], request: () => ({ path: '/stats' }) },
  { name: 'llm-cache', found: ['memory/unbounded-collection'], request: (round) => ({ path: `/?words=20&prompt=${encodeURIComponent(`question ${round % 20}`)}` }) },
  {
    name: 'model-server',
    found: ['cache/recompiled'],
    request: (round) => (round === 300 ? { path: '/deploy?revision=2', method: 'POST' } : { path: round % 2 === 0 ? `/score?seed=${round}` : `/rank?seed=${round}` }),
  },
];

/** Needs the launch agent, so an attached run must say that it could not look. */
const UNSEEN_ON_ATTACH: RuleName = 'memory/leaked-allocation';

describe('broken stories, attached to by process id', function () {
  this.timeout(120_000);
  for (const node of nodeBinaries()) {
    for (const story of STORIES) {
      it(`${story.name} under ${node === process.execPath ? 'this Node' : 'a newer Node'}: found, unseen said, every request answered`, async () => {
        const folder = join(root, 'examples', story.name);
        const service = await startStory(story.name, 'broken', node);
        const pid = service.process.pid!;
        try {
          const load = drive(service.address, story);
          await delay(500);
          const portsBefore = listeningPorts(pid);
          const run = await runCli(['check', '--json', '--pid', String(pid), '--for', '10s']);
          await delay(500);
          const { answered, failed } = await load.stop();
          const report = parseReport(run);

          const marks = markedLines(folder);
          for (const rule of story.found) {
            const finding = report.findings.find((each) => each.rule === rule && atLeast(each.severity, 'warning'));
            assert.ok(finding, `${rule} expected\n${brief(report)}\n${run.stderr.slice(-1_000)}`);
            const files = marks.filter((mark) => mark.rule === rule).map((mark) => mark.file);
            assert.ok(finding.at !== null && finding.at.file.startsWith(folder), `${rule} at ${JSON.stringify(finding.at)}, marked in ${files.join()}`);
          }
          assert.equal(report.mode, 'attach');
          assert.equal(run.exitCode, 2);
          const unseen = report.notObserved.find(({ rule }) => rule === UNSEEN_ON_ATTACH);
          assert.ok(unseen && unseen.why !== 'not implemented', JSON.stringify(report.notObserved));
          assert.deepEqual(failed, []);
          assert.ok(answered > 200, `${answered} requests answered`);
          assert.equal(service.process.exitCode, null);
          assert.deepEqual(listeningPorts(pid), portsBefore, 'the inspector that we opened is closed again');
        } finally {
          await service.stop();
        }
      });
    }
  }
});

/** One client that asks every few milliseconds, until told to stop. */
function drive(address: string, story: AttachedStory): { stop(): Promise<{ answered: number; failed: string[] }> } {
  let running = true;
  let answered = 0;
  const failed: string[] = [];
  const done = (async () => {
    for (let round = 0; running; round++) {
      const { path, method } = story.request(round);
      try {
        const response = await fetch(address + path, { method: method ?? 'GET' });
        await response.arrayBuffer();
        if (response.ok) answered++;
        else failed.push(`${response.status} ${path}`);
      } catch (error) {
        failed.push(`${String(error)} ${path}`);
      }
      await delay(10);
    }
  })();
  return {
    async stop() {
      running = false;
      await done;
      return { answered, failed };
    },
  };
}

/** Sorted ports on which processes of this network namespace listen and that belong to Node's inspector range or were opened meanwhile. */
function listeningPorts(pid: number): number[] {
  const rows = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').trim().split('\n').slice(1).map((row) => row.trim().split(/\s+/));
  const ports = rows.filter((row) => row[3] === '0A').map((row) => parseInt(row[1]!.split(':')[1]!, 16));
  return ports.filter((port) => port === 9229).sort((a, b) => a - b);
}
