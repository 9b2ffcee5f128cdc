import assert from 'node:assert/strict';
import type { Protocol } from 'devtools-protocol';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from '../../../src/base/limits';
import type { CdpSession } from '../../../src/cdp/connection';
import type { ModuleLoading } from '../../../src/session/module-loading';
import { WasmScript } from '../../../src/session/wasm-script';
import { SymbolStore } from '../../../src/toolkit/symbol-store';
import { root } from '../../tools';

const bytes = readFileSync(join(root, 'test', 'fixtures', 'shapes-o0-dwarf5.wasm'));

/** A thread of a program that has one module; `answers` says what V8 would, and what was asked is kept. */
class Target {
  readonly asked: string[] = [];
  readonly loadings: ModuleLoading[] = [];
  readonly stages: string[] = [];

  constructor(
    private readonly store: SymbolStore,
    private readonly identity: string,
    private readonly source: Promise<{ bytecode: string }> = Promise.resolve({ bytecode: bytes.toString('base64') }),
  ) {}

  /** The size is what V8 reports; that it is no such module matters to nobody here. */
  script(sizeBytes: number = LIMITS.handover.smallestBytes): WasmScript {
    const session = {
      send: (method: string) => {
        this.asked.push(method);
        return method === 'Debugger.getScriptSource' ? this.source : Promise.resolve({ result: { value: this.identity } });
      },
    } as unknown as CdpSession;
    const parsed = { scriptId: '7', url: 'wasm://wasm/1234', endColumn: sizeBytes } as Protocol.Debugger.ScriptParsedEvent;
    const onLoading = (loading: ModuleLoading): void => {
      this.loadings.push(loading);
      loading.events.on('stage', (stage) => this.stages.push(stage));
    };
    return new WasmScript(session, { openSymbols: (module) => this.store.openLoaded(module, { path: null }), handover: null, onLoading }, parsed, false);
  }
}

describe('bytes of a running module', () => {
  it('of a small one are fetched without a word', async () => {
    const target = new Target(new SymbolStore(), 'process 1');
    assert.deepEqual((await target.script(bytes.length).symbols()).module.bytes, bytes);
    assert.deepEqual([target.asked, target.loadings], [['Debugger.getScriptSource'], []]);
  });

  it('of a large one are fetched once for one script of one process, whatever the session', async () => {
    const store = new SymbolStore();
    const [first, again, other] = [new Target(store, 'process 1'), new Target(store, 'process 1'), new Target(store, 'process 2')];
    const symbols = await first.script().symbols();
    assert.deepEqual(first.stages, ['fetched from the program', 'read']);
    assert.equal(await again.script().symbols(), symbols);
    assert.deepEqual([again.asked, again.stages], [['Runtime.evaluate'], []]);
    await again.loadings[0]!.done;
    assert.equal(await other.script().symbols(), symbols, 'equal bytes share their symbols');
    assert.deepEqual(other.asked, ['Runtime.evaluate', 'Debugger.getScriptSource']);
  });

  it('are not asked for again by name where the program can not be told from others', async () => {
    const store = new SymbolStore();
    for (const target of [new Target(store, ''), new Target(store, '')]) {
      await target.script().symbols();
      assert.deepEqual(target.asked, ['Runtime.evaluate', 'Debugger.getScriptSource']);
    }
  });

  it('are done without when the user does not want to wait', async () => {
    const target = new Target(new SymbolStore(), 'process 1', new Promise(() => undefined));
    const opened = target.script().symbols();
    target.loadings[0]!.cancel();
    const symbols = await opened;
    assert.deepEqual([symbols.files(), symbols.module.functions.length], [[], 0]);
    await target.loadings[0]!.done;
  });

  it('fail where the target is gone', async () => {
    const target = new Target(new SymbolStore(), 'process 1', Promise.reject(new Error('gone')));
    await assert.rejects(target.script().symbols(), /gone/);
    await target.loadings[0]!.done;
  });
});
