import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { root } from '../../tools';
import { runProgram } from '../run-program';

interface Span {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly calls: readonly (readonly [number, number, number])[];
}

interface Frame {
  readonly value: number;
  readonly marked: boolean;
  readonly children: readonly Frame[];
}

const programs = join(root, 'test/e2e');

/** What pages draw, from programs that really ran. */
describe('evidence that is drawn', function () {
  this.timeout(120_000);

  async function evidenceOf(program: string, rule: string): Promise<Readonly<Record<string, unknown>>> {
    const { findings, output } = await runProgram(join(programs, program), {});
    const finding = findings.find((each) => each.rule === rule);
    assert.ok(finding, output);
    return finding.evidence;
  }

  for (const program of ['overlap-script', 'overlap-requests', 'overlap-asyncify']) {
    it(`operations of ${program} with their calls, two of them under way at once`, async () => {
      const spans = (await evidenceOf(`async/programs/${program}.mjs`, 'async/overlapping-call'))['operationsTimeline'] as Span[];
      assert.ok(spans.length >= 2 && spans.length <= 8);
      assert.ok(spans.some((span, index) => spans.some((other, at) => at > index && other.startMs < span.endMs)), JSON.stringify(spans));
      for (const { startMs, endMs, calls } of spans) {
        assert.ok(calls.length > 0);
        assert.ok(calls.every(([from, to, count]) => startMs <= from && from <= to && to <= endMs && count >= 1), JSON.stringify({ startMs, endMs, calls }));
      }
    });
  }

  it('live bytes of a leak by who asked for them: what leaks is marked, and no child has more than its parent', async () => {
    const { liveBytesFlame, leakedBytes } = await evidenceOf('memory/programs/leak-batch.mjs', 'memory/leaked-allocation');
    const all: Frame[] = [];
    const visit = (frame: Frame): void => {
      all.push(frame);
      assert.ok(frame.children.reduce((sum, { value }) => sum + value, 0) <= frame.value);
      frame.children.forEach(visit);
    };
    visit(liveBytesFlame as Frame);
    assert.ok(all[0]!.value >= Number(leakedBytes));
    assert.ok(all.some(({ marked, value }) => marked && value === leakedBytes), JSON.stringify(all[0]));
  });
});
