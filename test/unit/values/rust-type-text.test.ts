import assert from 'node:assert/strict';
import { rustTypeText } from '../../../src/values/rust-type-text';

describe('values: the names of Rust types', () => {
  const cases: [string, string][] = [
    ['alloc::string::String', 'String'],
    ['core::option::Option<alloc::vec::Vec<u8, alloc::alloc::Global>>', 'Option<Vec<u8>>'],
    ['alloc::boxed::Box<dyn shop::Price, alloc::alloc::Global>', 'Box<dyn shop::Price>'],
    ['std::collections::hash::map::HashMap<&str, u8, std::hash::random::RandomState>', 'HashMap<&str, u8>'],
    ['std::collections::hash::map::HashMap<u8, u8, std::collections::hash::map::RandomState>', 'HashMap<u8, u8>'],
    ['core::result::Result<(), std::io::error::Error>', 'Result<(), io::Error>'],
    ['core::fmt::Error', 'fmt::Error'],
    ['alloc::collections::btree::map::Iter<u8, u8>', 'map::Iter<u8, u8>'],
    ['core::slice::iter::Iter<i32>', 'slice::Iter<i32>'],
    ['alloc::boxed::Box<dyn core::ops::function::Fn<(u32, &str), Output=u32>, alloc::alloc::Global>', 'Box<dyn Fn(u32, &str) -> u32>'],
    ['&dyn core::ops::function::FnMut<(), Output=()>', '&dyn FnMut()'],
    ['shop::basket::{closure_env#0}', 'shop::basket::{closure}'],
    ['core::pin::Pin<&mut shop::pay::{async_fn_env#2}>', 'Pin<&mut shop::pay::{async fn#2}>'],
    ['shop::core::Engine<u8>', 'shop::core::Engine<u8>'],
    ['(u8, [core::time::Duration; 2])', '(u8, [Duration; 2])'],
    ['fn(&core::str::iter::Chars) -> bool', 'fn(&Chars) -> bool'],
  ];
  for (const [full, short] of cases) {
    it(`${full} is ${short}`, () => assert.equal(rustTypeText(full), short));
  }
});
