;; a comment (; that is one line ;)
(; one (; in another ;)
   goes on ;)
(module $m
  (@custom "producers" (after code) "x")
  (type $pair (sub final (struct (field $first (mut i8)) (field (ref null $pair)))))
  (import "env" "log \"\u{1f600}\00\q" (func $log (param i32)))
  (memory $heap i64 1 0x1_0000 shared)
  (table $t 1 funcref)
  (tag $failure (param i32))
  (global $"with space" f64 (f64.const -0x1.8p-3))
  (elem declare func $log)
  (data (memory $heap) (i64.const 0) "bytes")
  (start $run)
  (func $run (export "run") (local $x i32)
    block $out (result i32)
      local.get $x
      i32.load8_u offset=4 align=1
      br_if $out
      (if (i32.eqz (local.get $x)) (then (call $log (i32.const 1_000))) (else (return_call $log (i32.const 0))))
      f32.const nan:0x7f_ffff
      v128.const i32x4 0 1 2 3
      i32x4.relaxed_trunc_f32x4_s
      i32.atomic.rmw.cmpxchg
      (try_table (catch_all_ref $out) (throw $failure (i32.const 0)))
      (struct.new $pair (i32.const 0) (ref.null none))
      (resume $k (on $failure $out))
    end $out
    drop))
(assert_trap (invoke "run") "unreachable")
(assert_malformed_custom (module binary "\00asm") "length")
