import assert from 'node:assert/strict';
import { checkedArguments } from '../../../src/adapter/request-arguments';

const refused = (command: string, given: unknown, why: RegExp): void => assert.throws(() => checkedArguments(command, given), why);

describe('arguments of a request', () => {
  it('say what is missing or of another kind, by its path', () => {
    refused('setBreakpoints', undefined, /the request 'setBreakpoints' can't be answered: "source" is missing/);
    refused('setBreakpoints', { source: 'a.c' }, /"source" must be an object/);
    refused('setBreakpoints', { source: {}, breakpoints: {} }, /"breakpoints" must be a list/);
    refused('setBreakpoints', { source: {}, breakpoints: [{ line: 1 }, { line: 'two' }] }, /"breakpoints\[1\]\.line" must be a whole number that is not negative/);
    refused('stackTrace', { threadId: 1.5 }, /"threadId" must be a whole number/);
    refused('evaluate', { expression: 7 }, /"expression" must be text/);
    refused('variables', { variablesReference: 1, format: { hex: 1 } }, /"format\.hex" must be true or false/);
    refused('threads', 'all', /its arguments must be an object/);
    refused('launch', [], /its arguments must be an object/);
  });

  it('may leave out what is optional, also by null, and hold what nobody knows', () => {
    assert.deepEqual(checkedArguments('stackTrace', { threadId: 1, startFrame: null, levels: 20, extra: null }), { threadId: 1, levels: 20, extra: null });
    assert.deepEqual(checkedArguments('evaluate', { expression: 'n', frameId: null, context: 'watch' }), { expression: 'n', context: 'watch' });
    assert.deepEqual(checkedArguments('threads', undefined), {});
  });
});
