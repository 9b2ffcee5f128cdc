import assert from 'node:assert/strict';
import type { AgentHost, BoundaryFunction, CallHooks } from '../../../src/agent/probe';
import { boundary } from '../../../src/agent/probes/boundary';

const CALLS = 20_000;

/** The hooks of one export, and how often the processor's time was asked for. */
function hooked(): { readonly hooks: CallHooks; readonly asked: () => number; readonly told: { kind: string; durationMs?: number }[] } {
  let asked = 0;
  const told: { kind: string; durationMs?: number }[] = [];
  const cpuMs = (): number => {
    asked++;
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  };
  let decide!: (target: BoundaryFunction) => CallHooks | null;
  boundary.install({
    runtime: { cpuMs, isMainThread: true },
    operations: { current: () => 0, isRequest: () => false },
    wasm: { onExportCall: (given: typeof decide) => (decide = given), onImportCall: () => undefined },
    onFlush: () => undefined,
    guard: (work: unknown) => work,
    patch: () => undefined,
    captureStack: () => 1,
    emit: (event: { kind: string }) => told.push(event),
  } as unknown as AgentHost);
  const compiled = { hash: 'x', module: { exports: [] } };
  return { hooks: decide({ instance: { id: 1, compiled }, name: 'f', type: undefined } as unknown as BoundaryFunction)!, asked: () => asked, told };
}

function call(hooks: CallHooks, work: () => void = () => undefined): void {
  const state: unknown = hooks.enter!([]);
  work();
  hooks.leave!(undefined, state);
}

function busy(wantedMs: number): void {
  const { user, system } = process.cpuUsage();
  const endAt = user + system + wantedMs * 1_000;
  for (let now = process.cpuUsage(); now.user + now.system < endAt; now = process.cpuUsage());
}

describe('the clock of calls', () => {
  it('asks for the processor only now and then, also where a call once took long', () => {
    const { hooks, asked } = hooked();
    call(hooks, () => busy(30));
    const startedAt = performance.now();
    for (let index = 0; index < CALLS; index++) call(hooks);
    assert.ok(asked() <= 3 + (performance.now() - startedAt) / 5, `${asked()} times for ${CALLS} calls`);
  });

  it('tells of a call that held the thread, with the time that it used', () => {
    const { hooks, told } = hooked();
    call(hooks, () => busy(30));
    told.length = 0;
    call(hooks, () => busy(120));
    assert.deepEqual(told.map(({ kind }) => kind), ['loop-blocked']);
    assert.ok(told[0]!.durationMs! >= 100, JSON.stringify(told));
  });
});
