import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { liveRow } from '../../../src/cli/live-row';
import { hotFunctions } from '../../../src/profile/hot-spots';
import type { LiveMoment } from '../../../src/profile/live-moment';
import { record } from '../../../src/toolkit/record';
import { fixtures, lineOf, servicePath } from './service';

describe('record: how it stands while it runs', function () {
  this.timeout(120_000);

  it('tells the hot functions, the kinds of code and the process each second, and then the whole', async () => {
    const moments: LiveMoment[] = [];
    const isTold = (moment: LiveMoment): boolean => moment.functions[0]?.class === 'wasm' && moment.functions[0].recentMs > 0;
    const recording = record({
      target: { kind: 'launch', argv: [process.execPath, servicePath, '--load', '100000'], cwd: fixtures, env: process.env },
      onMoment(moment) {
        moments.push(moment);
        // However slow the machine is: until what the service does has been told.
        if (isTold(moment) && moments.some(({ vitals }) => vitals.length > 0)) recording.cancel();
      },
    });
    const { profile } = await recording.result;
    const told = moments.find(isTold)!;
    const { function: name, file, line } = told.functions[0]!;
    assert.deepEqual({ name, file, line }, { name: 'scramble', file: join(fixtures, 'hot.c'), line: lineOf('scramble') });
    assert.ok(told.recentMs!.wasm >= told.functions[0]!.recentMs);
    assert.ok(moments.every(({ elapsedMs }, index) => index === 0 || elapsedMs > moments[index - 1]!.elapsedMs));
    assert.ok(moments.flatMap(({ vitals }) => vitals).every(({ rssBytes }) => rssBytes > 0));
    assert.match(liveRow(told), /^\d+ s.*: .*scramble \d+ %/);
    // Nothing of what was told is missing in the end.
    const scrambled = hotFunctions(profile).find(({ function: name }) => name === 'scramble')!.selfMs;
    assert.ok(scrambled >= told.functions[0]!.selfMs);
  });
});
