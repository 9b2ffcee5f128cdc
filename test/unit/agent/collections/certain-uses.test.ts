import assert from 'node:assert/strict';
import { certainUses } from '../../../../src/agent/collections/certain-uses';
import { ScriptBlocks, type ScriptBlock } from '../../../../src/agent/collections/script-blocks';

/** `@d` declares, `@s` is where the program was seen (`@S`: twice), `@u1`… are uses; answers the names of the certain ones. */
function certain(marked: string): string[] {
  const marks = [...marked.matchAll(/@(\w\d?)/g)].map(({ 1: name, index }) => ({ name: name!, offset: index }));
  const at = (name: string): number => marks.find((mark) => mark.name === name)!.offset;
  const uses = marks.filter(({ name }) => name.startsWith('u'));
  const seen = marks.filter(({ name }) => /^s$/i.test(name)).map(({ name, offset }) => ({ offset, count: name === 'S' ? 2 : 1 }));
  const found = certainUses(new ScriptBlocks(marked.replace(/@\w\d?/g, (mark) => ' '.repeat(mark.length))), at('d'), uses.map(({ offset }) => offset), seen);
  return uses.filter(({ offset }) => found.includes(offset)).map(({ name }) => name);
}

describe('uses that must follow a place', () => {
  it('come after it in the same function', () => {
    assert.deepEqual(certain('const v =@d make(); use(v@u1); grow(@s); use(v@u2);'), ['u2']);
    assert.deepEqual(certain('function f() { const v =@d make(); grow(@s); for (const x of y) { use(v@u1) } }'), ['u1']);
  });

  it('lie in no branch that was not taken for sure', () => {
    assert.deepEqual(certain('const v =@d make(); grow(@s); if (x) use(v@u1); else { use(v@u2) } switch (x) { case 1: use(v@u3) } use(v@u4)'), ['u4']);
    assert.deepEqual(certain('const v =@d make(); if (x) { grow(@s); use(v@u1); }'), ['u1']);
  });

  it('are not left out by a return', () => {
    assert.deepEqual(certain('function f() { const v =@d make(); if (x) { grow(@s); return 1; } return v@u1; }'), []);
  });

  it('are of the same activation', () => {
    assert.deepEqual(certain('const v =@d make(); grow(@s); on(() => v@u1); on(function () { return v@u2 }); const o = { m() { v@u3 } }; items.map((x) => x + v@u4, v@u5);'), ['u5']);
    assert.deepEqual(certain('const v =@d make(); const f = (x) =>\n  x + v@u1\ngrow(@s)\nuse(v@u2)'), ['u2']);
    assert.deepEqual(certain('function f() { grow(@s) } const v =@d make(); use(v@u1);'), []);
  });

  it('may stand before it in a loop that has come round', () => {
    assert.deepEqual(certain('const v =@d make(); for (;;) { use(v@u1); grow(@s); }'), []);
    assert.deepEqual(certain('const v =@d make(); for await (const x of y) { use(v@u1); grow(@S); }'), ['u1']);
    assert.deepEqual(certain('for (;;) { const v =@d make(); use(v@u1); grow(@S); }'), []);
  });
});

describe('blocks of a script', () => {
  const kinds = (block: ScriptBlock): unknown[] => block.inner.map((inner) => (inner.inner.length > 0 ? [inner.kind, kinds(inner)] : inner.kind));

  it('are told by what comes before their brackets', () => {
    assert.deepEqual(kinds(new ScriptBlocks('for (;;) { if (a) { } else { } } while (a) b(); do { } while (a); try { } catch { } class C { m() { } static { } }').root), [
      ['loop', ['branch', 'branch']], 'loop', 'loop', 'plain', 'branch', ['plain', ['function', 'plain']],
    ]);
  });

  it('are not begun by text, comments, templates or regular expressions', () => {
    assert.deepEqual(kinds(new ScriptBlocks('a = "{"; b = \'{\'; // {\n/* { */ c = /[{/]{/; d = `{ ${() => { `}` }} {`; e = f / g / { };').root), ['function', 'plain']);
    assert.deepEqual(kinds(new ScriptBlocks('').root), []);
  });

  it('end with the text, however it breaks off', () => {
    for (const text of ['{', '`${', '(', "'", '/', '=> x', '}}', 'if (', '`']) assert.equal(new ScriptBlocks(text).blockAt(text.length - 1).end >= 0, true);
  });
});
