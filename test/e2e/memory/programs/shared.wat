;; A shared memory that grows from inside, as threads' memories do.   wat2wasm --enable-threads shared.wat
(module
  (memory (export "memory") 1 4 shared)
  (func (export "room") (result i32) (memory.grow (i32.const 1)))
  (func (export "first") (result i32) (i32.atomic.load (i32.const 0))))
