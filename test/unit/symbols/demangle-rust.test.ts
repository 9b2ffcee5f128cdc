import assert from 'node:assert/strict';
import { demangleRust } from '../../../src/symbols/demangle-rust';

/** Symbols as rustc writes them, and the path that the source has. */
const NAMES: readonly [symbol: string, path: string | undefined][] = [
  ['_ZN7records7measure17h08ee6525d84935a4E', 'records::measure'],
  ['_ZN7records7measure28_$u7b$$u7b$closure$u7d$$u7d$17h08ee6525d84935a4E', 'records::measure::{{closure}}'],
  ['_ZN64_$LT$records..Sensor$LT$i32$GT$$u20$as$u20$records..Describe$GT$5score17h65918996dfed0f38E', '<records::Sensor<i32> as records::Describe>::score'],
  ['_ZN4core3ptr47drop_in_place$LT$records..Sensor$LT$i32$GT$$GT$17he9902c175dacdb08E', 'core::ptr::drop_in_place<records::Sensor<i32>>'],
  ['_ZN3app3run17h08ee6525d84935a4E.llvm.1234567890', 'app::run'],
  ['tasks::CALLS::_$u7b$$u7b$closure$u7d$$u7d$::hd6c85aef85c3c10e', 'tasks::CALLS::{{closure}}'],
  ['tasks::plain', undefined],
  ['_ZN2ns1fEi', undefined],
  ['_ZN3app3runE', undefined],
  ['malloc', undefined],
  ['_RNvB0_3foo', undefined],
  // RFC 2603's own examples, and what rustc 1.96 writes.
  ['_RNvCs1234_7mycrate3foo', 'mycrate::foo'],
  ['_RNCNvCs1234_7mycrate4main0B3_', 'mycrate::main::{closure#0}'],
  ['_RNCNvCs1234_7mycrate4main0', 'mycrate::main::{closure#0}'],
  ['_RNCNvCs1234_7mycrate4mains_0', 'mycrate::main::{closure#1}'],
  ['_RNvMs_Cs4Cv8Wi1oAIB_7mycrateNtB4_7Example3foo', '<mycrate::Example>::foo'],
  ['_RNvMCs4fqI2P2rA04_7mycrateNtB2_3Bar3foo', '<mycrate::Bar>::foo'],
  ['_RNvXCs4fqI2P2rA04_7mycrateNtB2_3BarNtB2_5Trait3foo', '<mycrate::Bar as mycrate::Trait>::foo'],
  ['_RINvCs4fqI2P2rA04_7mycrate3fooNtB2_3BarhE', 'mycrate::foo::<mycrate::Bar, u8>'],
  ['_RINvCs4fqI2P2rA04_7mycrate3fooRShE', 'mycrate::foo::<&[u8]>'],
  ['_RINvCs4fqI2P2rA04_7mycrate3fooTlmEFxEyE', 'mycrate::foo::<(i32, u32), fn(i64) -> u64>'],
  ['_RINvCs4fqI2P2rA04_7mycrate3fooKj7_E', 'mycrate::foo::<7>'],
  ['_RINvCs4fqI2P2rA04_7mycrate3fooAhj10_E', 'mycrate::foo::<[u8; 16]>'],
  ['_RNvCs4fqI2P2rA04_7mycrateu8gdel_5qa', 'mycrate::gödel'],
];

describe('Rust names', () => {
  for (const [symbol, path] of NAMES) it(symbol, () => assert.equal(demangleRust(symbol), path));
});
