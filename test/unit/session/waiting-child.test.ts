import assert from 'node:assert/strict';
import type { CdpSession } from '../../../src/cdp/connection';
import { letChildRun } from '../../../src/session/waiting-child';

/** A child that begins to wait once it was asked so often where it stands. */
function child(questionsBefore: number): { readonly session: CdpSession; readonly sent: string[] } {
  const sent: string[] = [];
  let isBefore = true;
  const send = (method: string): Promise<object> => {
    sent.push(method);
    const questions = sent.filter((each) => each === 'Runtime.evaluate').length;
    if (method === 'Runtime.runIfWaitingForDebugger' && questions >= questionsBefore) isBefore = false;
    return Promise.resolve(method === 'Runtime.evaluate' ? { result: { type: 'boolean', value: isBefore } } : {});
  };
  return { session: { send } as unknown as CdpSession, sent };
}

const RUN_AND_ASK = ['Runtime.runIfWaitingForDebugger', 'Runtime.evaluate'];

describe('a child that waits for the debugger', () => {
  it('is told to run once where it waits already', async () => {
    const { session, sent } = child(0);
    await letChildRun(session);
    assert.deepEqual(sent, RUN_AND_ASK);
  });

  it('is told again where it only then began to wait', async () => {
    const { session, sent } = child(2);
    await letChildRun(session);
    assert.deepEqual(sent, [...RUN_AND_ASK, ...RUN_AND_ASK, ...RUN_AND_ASK]);
  });

  it('may have ended', async () => {
    await letChildRun({ send: () => Promise.reject(new Error('gone')) } as unknown as CdpSession);
  });
});
