;; State in globals, as AssemblyScript's modules have it; no memory at all.   wat2wasm --debug-names tally.wat
(module
  (import "env" "progress" (func $progress (param i32)))
  (global $sum (mut i32) (i32.const 0))
  (global $steps (mut i64) (i64.const 0))
  (func (export "begin") (global.set $sum (i32.const 0)))
  (func (export "push") (param i32) (global.set $sum (i32.add (i32.mul (global.get $sum) (i32.const 31)) (local.get 0))))
  (func (export "finish") (result i32) (global.get $sum))
  (func (export "cancel") (global.set $steps (i64.const 1000)))
  (func (export "train") (param $rounds i64) (result i64)
    (global.set $steps (i64.const 0))
    (loop $next
      (global.set $steps (i64.add (global.get $steps) (i64.const 1)))
      (call $progress (i32.wrap_i64 (global.get $steps)))
      (br_if $next (i64.lt_s (global.get $steps) (local.get $rounds))))
    (global.get $steps)))
