;; What Emscripten and wasm-bindgen give their glue for arguments on the stack, and calls that use it. Built with:
;;   wat2wasm --debug-names stack.wat -o stack.wasm
(module
  (import "env" "again" (func $again (param i32)))
  (memory (export "memory") 2)
  (global $__stack_pointer (mut i32) (i32.const 66560))
  (func (export "stackSave") (result i32) (global.get $__stack_pointer))
  (func (export "stackRestore") (param $to i32) (global.set $__stack_pointer (local.get $to)))
  (func (export "stackAlloc") (param $size i32) (result i32)
    (global.set $__stack_pointer
      (i32.and (i32.sub (global.get $__stack_pointer) (local.get $size)) (i32.const -16)))
    (global.get $__stack_pointer))
  (func (export "adjust") (param $by i32) (result i32)
    (global.set $__stack_pointer (i32.add (global.get $__stack_pointer) (local.get $by)))
    (global.get $__stack_pointer))
  (func (export "total") (param $at i32) (param $count i32) (result i32)
    (local $sum i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (local.get $sum))
  (func $descend (export "descend") (param $depth i32) (result i32)
    (local $result i32)
    (global.set $__stack_pointer (i32.sub (global.get $__stack_pointer) (i32.const 64)))
    (if (i32.eq (local.get $depth) (i32.const 13)) (then (unreachable)))
    (if (i32.eq (local.get $depth) (i32.const 7)) (then (call $again (local.get $depth))))
    (if (i32.gt_s (local.get $depth) (i32.const 0))
      (then (local.set $result (call $descend (i32.sub (local.get $depth) (i32.const 1))))))
    (global.set $__stack_pointer (i32.add (global.get $__stack_pointer) (i32.const 64)))
    (i32.add (local.get $result) (i32.const 1))))
