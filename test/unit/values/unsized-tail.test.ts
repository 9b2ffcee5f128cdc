import assert from 'node:assert/strict';
import { displayVariable } from '../../../src/values/value-node';
import { Program, USIZE, base, field, pointerTo, structOf } from './program';

describe('values: Rust structs whose last field is a trait object', () => {
  it('shows the field where its own alignment puts it', async () => {
    const program = new Program();
    const trait = structOf('dyn shop::Price', 0, []);
    const cell = structOf('core::cell::UnsafeCell<dyn shop::Price>', 0, [field('value', trait, 0)]);
    const holder = structOf('core::cell::RefCell<dyn shop::Price>', 4, [field('borrow', structOf('core::cell::Cell<isize>', 4, [field('value', base('isize', 4, 'signed'), 0)]), 0), field('value', cell, 4)]);
    const pointer = structOf('&core::cell::RefCell<dyn shop::Price>', 8, [field('pointer', pointerTo(holder), 0), field('vtable', pointerTo(USIZE), 4)]);
    program.words(64, 128, 256);
    // Borrowed once; four bytes of padding before eight that are aligned.
    program.words(128, 1, 0xffff_ffff, 42, 0);
    program.words(256, 0, 8, 8);
    const context = { memory: program.memory, typeWithVtable: (address: number) => (address === 256 ? base('u64', 8, 'unsigned') : undefined) };
    const { summary } = await displayVariable(program.variable('shared', pointer, 64), program, context);
    assert.equal(summary, '42 (borrowed)');
  });
});
