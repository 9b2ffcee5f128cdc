import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { ChildOffers, type OfferedChild } from '../../../src/session/child-offers';
import { TakenChild } from '../../../src/session/taken-child';

const CHILD = { pid: process.pid, title: 'child.cjs (1)', url: 'ws://127.0.0.1:9229/7ad1' };

describe('session: children on offer', () => {
  const left: string[] = [];
  let asked: OfferedChild[];
  let offers: ChildOffers;
  const offering = (patienceMs = 60_000): void => {
    asked = [];
    left.length = 0;
    const ask = (child: OfferedChild): Promise<void> => Promise.resolve(void asked.push(child));
    offers = new ChildOffers(ask, (title, why) => left.push(`${title}: ${why}`), patienceMs);
  };
  const untilAsked = async (): Promise<string> => {
    while (asked.length === 0) await new Promise(setImmediate);
    return asked[0]!.offer;
  };
  afterEach(() => offers.dispose());

  it('go to the first that has the word for them, and only then', async () => {
    offering();
    const handedOver = offers.handOver(CHILD);
    const offer = await untilAsked();
    const taken = await TakenChild.take(offer);
    assert.deepEqual(taken.process, CHILD);
    await assert.rejects(TakenChild.take(offer), /not waiting for a session any more/);
    taken.tellRunning();
    assert.equal(await handedOver, true);
    const withdrawn = new Promise<void>((resolve) => taken.onWithdrawn(resolve));
    offers.dispose();
    await withdrawn;
    assert.deepEqual(left, []);
  });

  it('stay with a client that never comes for them; it is asked once', async () => {
    offering(20);
    assert.equal(await offers.handOver(CHILD), false);
    assert.equal(await offers.handOver(CHILD), false);
    assert.equal(asked.length, 1);
    assert.deepEqual(left, ['child.cjs (1): the client started none within 0.02 s', 'child.cjs (1): the client let another one wait in vain']);
    await assert.rejects(TakenChild.take(asked[0]!.offer), /not waiting for a session any more/);
  });

  it('are not lost where the session that offers them ends first', async () => {
    offering();
    const handedOver = offers.handOver(CHILD);
    await untilAsked();
    offers.dispose();
    assert.deepEqual([await handedOver, left], [false, []]);
    assert.equal(await offers.handOver(CHILD), false);
  });

  it('are nobody’s who guesses, or talks on', async () => {
    offering();
    void offers.handOver(CHILD);
    const offer = await untilAsked();
    const [port, word] = offer.split('/');
    for (const said of ['running\n', `${word}`.padEnd(200, 'x'), `${word!.replace(/./g, '0')}\n`]) {
      const socket = connect(Number(port), '127.0.0.1');
      let answer = '';
      socket.on('data', (text) => (answer += String(text))).write(said);
      await once(socket, 'close');
      assert.equal(answer, '');
    }
    for (const wrong of ['', 'localhost:80/x', '99999/00000000-0000-0000-0000-000000000000', '../../etc', `${port}/${word}/more`]) {
      await assert.rejects(TakenChild.take(wrong), /"childOf" is not what the debugger of a program writes/);
    }
    assert.deepEqual((await TakenChild.take(offer)).process, CHILD);
  });

  it('lead to inspectors of this machine only', async () => {
    offering();
    void offers.handOver({ ...CHILD, url: 'ws://elsewhere.example:80/x' });
    const offer = await untilAsked();
    await assert.rejects(TakenChild.take(offer), /no debugger of this version/);
  });
});
