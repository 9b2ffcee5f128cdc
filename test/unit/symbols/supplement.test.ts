import assert from 'node:assert/strict';
import { ByteWriter } from '../../../src/base/byte-writer';
import type { DecodeError } from '../../../src/base/decode-error';
import { At, Form } from '../../../src/dwarf/constants';
import type { DebugFileRequest } from '../../../src/symbols/debug-files';
import { openSupplement } from '../../../src/symbols/supplement';
import { readModule } from '../../../src/wasm/read-module';
import { buildDwarf, bytesOf, text } from '../dwarf/build-dwarf';

/** A module of custom sections alone. */
function moduleOf(sections: Readonly<Record<string, readonly number[]>>): Uint8Array {
  const module = new ByteWriter().bytes([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  for (const [name, content] of Object.entries(sections)) {
    const payload = new ByteWriter().name(name).bytes(content).finish();
    module.bytes([0]).uleb(payload.length).bytes(payload);
  }
  return module.finish();
}

describe('supplementary files', () => {
  for (const [offsetSize, reference, string] of [[4, Form.ref_sup4, Form.strp_sup], [8, Form.ref_sup8, Form.strp_sup], [4, Form.GNU_ref_alt, Form.GNU_strp_alt], [8, Form.GNU_ref_alt, Form.GNU_strp_alt]] as const) {
    it(`hold strings and entries of form 0x${reference.toString(16)}, ${offsetSize * 8}-bit DWARF`, () => {
      const format = { version: 5, addressSize: 4, offsetSize };
      const shared = buildDwarf(format, [[At.name, Form.strp, bytesOf(0, offsetSize)]], [[At.name, Form.strp, bytesOf(7, offsetSize)]], { str: [...text('common'), ...text('shared')] });
      const own = buildDwarf(format, [[At.name, string, bytesOf(7, offsetSize)]], [[At.type, reference, bytesOf(shared.child.offset, offsetSize)]], {});
      assert.equal(own.root.string(At.name), undefined);
      assert.equal(own.child.reference(At.type), undefined);
      own.file.supplement = shared.file;
      assert.equal(own.root.string(At.name), 'shared');
      assert.equal(own.child.reference(At.type)?.string(At.name), 'shared');
      assert.deepEqual(own.problems, []);
    });
  }

  const LINKS: readonly [section: string, content: readonly number[]][] = [
    ['.debug_sup', [5, 0, 0, ...text('shared.debug'), 2, 0xab, 0xcd]],
    ['.gnu_debugaltlink', [...text('shared.debug'), 0xab, 0xcd]],
  ];
  for (const [section, content] of LINKS) {
    it(`are asked for as ${section} says`, async () => {
      const asked: DebugFileRequest[] = [];
      const problems: DecodeError[] = [];
      const files = (request: DebugFileRequest): Promise<Uint8Array> => {
        asked.push(request);
        return Promise.resolve(moduleOf({ '.debug_str': text('shared') }));
      };
      const supplement = await openSupplement(readModule(moduleOf({ [section]: content })), files, problems);
      assert.deepEqual(asked, [{ kind: 'supplementary-dwarf', name: 'shared.debug' }]);
      assert.equal(supplement?.stringAt('str', 0), 'shared');
      assert.deepEqual(problems, []);
    });

    it(`that are not there are said to be missing, ${section}`, async () => {
      const problems: DecodeError[] = [];
      const files = Object.assign(() => Promise.resolve(undefined), { places: { beside: '/app', folders: ['/symbols'] } });
      assert.equal(await openSupplement(readModule(moduleOf({ [section]: content })), files, problems), undefined);
      assert.deepEqual(problems.map(({ reason }) => reason), ['shared.debug was not found in /app, /symbols: what other modules share with this one is not known']);
    });
  }

  it('say so themselves, and name no other', async () => {
    const problems: DecodeError[] = [];
    const never = (): Promise<undefined> => assert.fail('asked for a file');
    assert.equal(await openSupplement(readModule(moduleOf({ '.debug_sup': [5, 0, 1, ...text(''), 0] })), never, problems), undefined);
    assert.equal(await openSupplement(readModule(moduleOf({})), never, problems), undefined);
    assert.deepEqual(problems, []);
    await openSupplement(readModule(moduleOf({ '.debug_sup': [9, 0, 0] })), never, problems);
    assert.deepEqual(problems.map(({ reason }) => reason), ['unknown version 9']);
  });
});
