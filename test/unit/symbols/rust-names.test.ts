import assert from 'node:assert/strict';
import { rustFunctionName } from '../../../src/symbols/rust-names';

/** Demangled symbols and paths of entries as rustc 1.63 and 1.96 write them, and what a frame shows. */
const NAMES: readonly [demangled: string, entry: string | undefined, shown: string][] = [
  ['app::worker::run::{{closure}}', 'app::worker::run::{closure#0}', 'app::worker::run::{closure}'],
  ['app::worker::run::{{closure}}', 'app::worker::run::{closure#1}<u32>', 'app::worker::run::<u32>::{closure#1}'],
  ['app::worker::run::{{closure}}::{{closure}}', 'app::worker::run::{closure#1}::{closure#0}<u8>', 'app::worker::run::<u8>::{closure#1}::{closure}'],
  ['app::service::answer::{{closure}}', 'app::service::answer::{async_fn#0}', 'app::service::answer (async fn)'],
  ['app::service::answer::{closure#0}', 'app::service::answer::{async_fn#0}', 'app::service::answer (async fn)'],
  ['app::service::inner::{{closure}}', 'app::service::inner::{async_fn#0}<app::service::answer::{async_fn#0}::{closure_env#1}>', 'app::service::inner::<app::service::answer::{closure#1}> (async fn)'],
  ['app::service::answer::{{closure}}::{{closure}}', 'app::service::answer::{async_fn#0}::{async_block#0}', 'app::service::answer::{async block}'],
  ['app::service::answer::{{closure}}::{{closure}}', 'app::service::answer::{async_fn#0}::{closure#1}', 'app::service::answer::{closure#1}'],
  ['app::sum', 'app::sum<u32>', 'app::sum::<u32>'],
  ['app::sum::<u32>', 'app::sum<u32>', 'app::sum::<u32>'],
  ['app::block', `app::block<${'app::Long'.repeat(10)}>`, 'app::block::<…>'],
  ['app::run', 'app::run<fn(u32) -> u64>', 'app::run::<fn(u32) -> u64>'],
  ['app::vt::V::{{closure}}', 'app::vt::V::{closure#3}', 'app::vt::V::{closure#3}'],
  // Symbols name implementations; their arguments are no arguments of the function.
  ['<alloc::vec::Vec<T> as app::Shape>::area', 'app::{impl#1}::area<app::Square>', '<alloc::vec::Vec<T> as app::Shape>::area'],
  ['<alloc::vec::Vec<T> as app::Shape>::area::{{closure}}', 'app::{impl#1}::area::{closure#0}<app::Square>', '<alloc::vec::Vec<T> as app::Shape>::area::{closure}'],
  ['<app::Square as app::Shape>::area', 'app::{impl#0}::area', '<app::Square as app::Shape>::area'],
  ['app::Square::grow', 'app::Square::grow<3>', 'app::Square::grow::<3>'],
  ['core::ptr::drop_in_place<app::answer::{{closure}}>', undefined, 'core::ptr::drop_in_place<app::answer::{closure}>'],
  ['core::ptr::drop_in_place::<app::answer::{closure#0}>', 'core::ptr::drop_in_place<app::answer::{async_fn_env#0}>', 'core::ptr::drop_in_place::<app::answer::{closure}>'],
  ['app::run::{closure#2}', undefined, 'app::run::{closure#2}'],
  ['main', 'main', 'main'],
];

describe('Rust names as their authors write them', () => {
  for (const [demangled, entry, shown] of NAMES) it(`${demangled} of ${entry ?? 'no entry'}`, () => assert.equal(rustFunctionName(demangled, entry), shown));
});
