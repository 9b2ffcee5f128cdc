import assert from 'node:assert/strict';
import type { StructType } from '../../../src/symbols/type-info';
import { displayVariable } from '../../../src/values/value-node';
import { INT, Program, U8, USIZE, arrayOf, base, field, structOf, variableAt } from './program';

const U32 = base('u32', 4, 'unsigned');
const U64 = base('u64', 8, 'unsigned');
const BOOL = base('bool', 1, 'boolean');
const ISIZE = base('isize', 4, 'signed');

async function held(type: StructType, bytes: Uint8Array): Promise<string> {
  return (await displayVariable(variableAt('x', type, { kind: 'bytes', bytes }), new Program())).summary;
}

describe('values of Rust’s core library', () => {
  const duration = structOf('core::time::Duration', 16, [field('secs', U64, 0), field('nanos', U32, 8)]);
  for (const [seconds, nanoseconds, shown] of [
    [0n, 0, '0ns'], [0n, 999, '999ns'], [0n, 1_000, '1µs'], [0n, 1_000_001, '1.000001ms'], [1n, 0, '1s'], [61n, 500_000_000, '61.5s'],
    [0xffff_ffff_ffff_ffffn, 999_999_999, '18446744073709551615.999999999s'],
  ] as const) {
    it(`Duration ${shown}`, async () => {
      const bytes = new Uint8Array(16);
      const view = new DataView(bytes.buffer);
      view.setBigUint64(0, seconds, true);
      view.setUint32(8, nanoseconds, true);
      assert.equal(await held(duration, bytes), shown);
    });
  }

  const ipv6 = structOf('core::net::ip_addr::Ipv6Addr', 16, [field('octets', arrayOf(U8, 16), 0)]);
  for (const [groups, shown] of [
    [[0, 0, 0, 0, 0, 0, 0, 0], '::'], [[0, 0, 0, 0, 0, 0, 0, 1], '::1'], [[1, 0, 0, 0, 0, 0, 0, 0], '1::'], [[0x2001, 0xdb8, 0, 1, 1, 1, 1, 1], '2001:db8:0:1:1:1:1:1'],
    [[1, 0, 0, 2, 0, 0, 0, 3], '1:0:0:2::3'], [[1, 0, 0, 2, 0, 0, 3, 4], '1::2:0:0:3:4'], [[0x10, 0, 0, 0x20, 5, 6, 7, 8], '10::20:5:6:7:8'],
  ] as const) {
    it(`Ipv6Addr ${shown}`, async () => {
      assert.equal(await held(ipv6, Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]))), shown);
    });
  }

  it('ranges, those used up among them', async () => {
    const inclusive = structOf('core::ops::range::RangeInclusive<i32>', 12, [field('start', INT, 0), field('end', INT, 4), field('exhausted', BOOL, 8)]);
    assert.equal(await held(inclusive, Uint8Array.of(10, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0)), '10..=10');
    assert.equal(await held(inclusive, Uint8Array.of(10, 0, 0, 0, 10, 0, 0, 0, 1, 0, 0, 0)), '10..=10 (exhausted)');
  });

  it('locks: who holds them, and whether a panic did', async () => {
    const cell = (name: string, inner: StructType | typeof U32): StructType => structOf(name, 4, [field('v', inner, 0)]);
    const flag = structOf('std::sync::poison::Flag', 4, [field('failed', cell('core::sync::atomic::AtomicBool', U32), 0)]);
    const data = structOf('core::cell::UnsafeCell<i32>', 4, [field('value', INT, 0)]);
    const lock = (name: string, state: typeof U32): StructType => structOf(name, 12, [field('inner', cell('std::sys::Lock', state), 0), field('poison', flag, 4), field('data', data, 8)]);
    const words = (...values: number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);
    const mutex = lock('std::sync::mutex::Mutex<i32>', U32);
    const readWrite = lock('std::sync::rwlock::RwLock<i32>', ISIZE);
    assert.deepEqual([await held(mutex, words(0, 0, 7)), await held(mutex, words(2, 0, 7)), await held(mutex, words(0, 1, 7)), await held(mutex, words(1, 1, 7))], ['7', '7 (locked)', '7 (poisoned)', '7 (locked, poisoned)']);
    assert.deepEqual([await held(readWrite, words(0, 0, 7)), await held(readWrite, words(1, 0, 7)), await held(readWrite, words(3, 1, 7)), await held(readWrite, words(-1, 0, 7))], ['7', '7 (locked by 1 reader)', '7 (locked by 3 readers, poisoned)', '7 (locked for writing)']);
    assert.equal(await held(lock('std::sync::rwlock::RwLock<i32>', U32), words(0x3fff_ffff, 0, 7)), '7 (locked for writing)', 'of threads');
  });

  it('Weak, which may hold nothing', async () => {
    const weak = structOf('alloc::sync::Weak<i32>', 4, [field('ptr', structOf('core::ptr::non_null::NonNull<i32>', 4, [field('pointer', { kind: 'pointer', name: '*const i32', sizeBytes: 4, flavour: 'pointer', target: USIZE }, 0)]), 0)]);
    assert.equal(await held(weak, Uint8Array.of(255, 255, 255, 255)), 'no value (made by Weak::new)');
  });
});
