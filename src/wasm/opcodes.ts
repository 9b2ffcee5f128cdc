/**
 * Every instruction of the Wasm 3.0 standard (5.4), of threads (shared-everything threads too), wide arithmetic, stack
 * switching, custom descriptors and memory control, and the old exception instructions that engines still run. One row an instruction: opcode, mnemonic, kinds of its immediates.
 * A row of a prefixed group has the prefix and the sub-opcode, both hexadecimal; `a..b` rows number consecutive opcodes.
 */
const TABLE = `
00 unreachable
01 nop
02 block block
03 loop block
04 if block
05 else
06 try block
07 catch tag
08 throw tag
09 rethrow label
0a throw_ref
0b end
0c br label
0d br_if label
0e br_table labels
0f return
10 call function
11 call_indirect type table
12 return_call function
13 return_call_indirect type table
14 call_ref type
15 return_call_ref type
18 delegate label
19 catch_all
1a drop
1b select
1c select types
1f try_table block catches
20 local.get local
21 local.set local
22 local.tee local
23 global.get global
24 global.set global
25 table.get table
26 table.set table
28 i32.load memarg
29 i64.load memarg
2a f32.load memarg
2b f64.load memarg
2c i32.load8_s memarg
2d i32.load8_u memarg
2e i32.load16_s memarg
2f i32.load16_u memarg
30 i64.load8_s memarg
31 i64.load8_u memarg
32 i64.load16_s memarg
33 i64.load16_u memarg
34 i64.load32_s memarg
35 i64.load32_u memarg
36 i32.store memarg
37 i64.store memarg
38 f32.store memarg
39 f64.store memarg
3a i32.store8 memarg
3b i32.store16 memarg
3c i64.store8 memarg
3d i64.store16 memarg
3e i64.store32 memarg
3f memory.size memory
40 memory.grow memory
41 i32.const i32
42 i64.const i64
43 f32.const f32
44 f64.const f64
d0 ref.null heap
d1 ref.is_null
d2 ref.func function
d3 ref.eq
d4 ref.as_non_null
d5 br_on_null label
d6 br_on_non_null label
e0 cont.new type
e1 cont.bind type type
e2 suspend tag
e3 resume type handlers
e4 resume_throw type tag handlers
e5 resume_throw_ref type handlers
e6 switch type tag
fb00 struct.new type
fb01 struct.new_default type
fb02 struct.get type field
fb03 struct.get_s type field
fb04 struct.get_u type field
fb05 struct.set type field
fb06 array.new type
fb07 array.new_default type
fb08 array.new_fixed type count
fb09 array.new_data type data
fb0a array.new_elem type element
fb0b array.get type
fb0c array.get_s type
fb0d array.get_u type
fb0e array.set type
fb0f array.len
fb10 array.fill type
fb11 array.copy type type
fb12 array.init_data type data
fb13 array.init_elem type element
fb14 ref.test reference
fb15 ref.test reference-null
fb16 ref.cast reference
fb17 ref.cast reference-null
fb18 br_on_cast cast
fb19 br_on_cast_fail cast
fb1a any.convert_extern
fb1b extern.convert_any
fb1c ref.i31
fb1d i31.get_s
fb1e i31.get_u
fb1f ref.i31_shared
fb20 struct.new_desc type
fb21 struct.new_default_desc type
fb22 ref.get_desc type
fb23 ref.cast_desc_eq reference
fb24 ref.cast_desc_eq reference-null
fb25 br_on_cast_desc_eq cast
fb26 br_on_cast_desc_eq_fail cast
fc08 memory.init data memory
fc09 data.drop data
fc0a memory.copy memory memory
fc0b memory.fill memory
fc0c table.init element table
fc0d elem.drop element
fc0e table.copy table table
fc0f table.grow table
fc10 table.size table
fc11 table.fill table
fc12 memory.discard memory
fc13 i64.add128
fc14 i64.sub128
fc15 i64.mul_wide_s
fc16 i64.mul_wide_u
fd00 v128.load memarg
fd01 v128.load8x8_s memarg
fd02 v128.load8x8_u memarg
fd03 v128.load16x4_s memarg
fd04 v128.load16x4_u memarg
fd05 v128.load32x2_s memarg
fd06 v128.load32x2_u memarg
fd07 v128.load8_splat memarg
fd08 v128.load16_splat memarg
fd09 v128.load32_splat memarg
fd0a v128.load64_splat memarg
fd0b v128.store memarg
fd0c v128.const bytes
fd0d i8x16.shuffle lanes
fd15 i8x16.extract_lane_s lane
fd16 i8x16.extract_lane_u lane
fd17 i8x16.replace_lane lane
fd18 i16x8.extract_lane_s lane
fd19 i16x8.extract_lane_u lane
fd1a i16x8.replace_lane lane
fd1b i32x4.extract_lane lane
fd1c i32x4.replace_lane lane
fd1d i64x2.extract_lane lane
fd1e i64x2.replace_lane lane
fd1f f32x4.extract_lane lane
fd20 f32x4.replace_lane lane
fd21 f64x2.extract_lane lane
fd22 f64x2.replace_lane lane
fd54 v128.load8_lane memarg lane
fd55 v128.load16_lane memarg lane
fd56 v128.load32_lane memarg lane
fd57 v128.load64_lane memarg lane
fd58 v128.store8_lane memarg lane
fd59 v128.store16_lane memarg lane
fd5a v128.store32_lane memarg lane
fd5b v128.store64_lane memarg lane
fd5c v128.load32_zero memarg
fd5d v128.load64_zero memarg
fe00 memory.atomic.notify memarg
fe01 memory.atomic.wait32 memarg
fe02 memory.atomic.wait64 memarg
fe03 atomic.fence zero
fe04 pause
fe4f global.atomic.get ordering global
fe50 global.atomic.set ordering global
fe51 global.atomic.rmw.add ordering global
fe52 global.atomic.rmw.sub ordering global
fe53 global.atomic.rmw.and ordering global
fe54 global.atomic.rmw.or ordering global
fe55 global.atomic.rmw.xor ordering global
fe56 global.atomic.rmw.xchg ordering global
fe57 global.atomic.rmw.cmpxchg ordering global
fe58 table.atomic.get ordering table
fe59 table.atomic.set ordering table
fe5a table.atomic.rmw.xchg ordering table
fe5b table.atomic.rmw.cmpxchg ordering table
fe5c struct.atomic.get ordering type field
fe5d struct.atomic.get_s ordering type field
fe5e struct.atomic.get_u ordering type field
fe5f struct.atomic.set ordering type field
fe60 struct.atomic.rmw.add ordering type field
fe61 struct.atomic.rmw.sub ordering type field
fe62 struct.atomic.rmw.and ordering type field
fe63 struct.atomic.rmw.or ordering type field
fe64 struct.atomic.rmw.xor ordering type field
fe65 struct.atomic.rmw.xchg ordering type field
fe66 struct.atomic.rmw.cmpxchg ordering type field
fe67 array.atomic.get ordering type
fe68 array.atomic.get_s ordering type
fe69 array.atomic.get_u ordering type
fe6a array.atomic.set ordering type
fe6b array.atomic.rmw.add ordering type
fe6c array.atomic.rmw.sub ordering type
fe6d array.atomic.rmw.and ordering type
fe6e array.atomic.rmw.or ordering type
fe6f array.atomic.rmw.xor ordering type
fe70 array.atomic.rmw.xchg ordering type
fe71 array.atomic.rmw.cmpxchg ordering type
fe72 ref.i31_shared
`;

/** Runs of instructions without immediates, by the opcode of the first; `-` stands for an opcode that is not used. */
const PLAIN_RUNS: readonly (readonly [first: number, names: string])[] = [
  [
    0x45,
    `i32.eqz i32.eq i32.ne i32.lt_s i32.lt_u i32.gt_s i32.gt_u i32.le_s i32.le_u i32.ge_s i32.ge_u
    i64.eqz i64.eq i64.ne i64.lt_s i64.lt_u i64.gt_s i64.gt_u i64.le_s i64.le_u i64.ge_s i64.ge_u
    f32.eq f32.ne f32.lt f32.gt f32.le f32.ge f64.eq f64.ne f64.lt f64.gt f64.le f64.ge
    i32.clz i32.ctz i32.popcnt i32.add i32.sub i32.mul i32.div_s i32.div_u i32.rem_s i32.rem_u
    i32.and i32.or i32.xor i32.shl i32.shr_s i32.shr_u i32.rotl i32.rotr
    i64.clz i64.ctz i64.popcnt i64.add i64.sub i64.mul i64.div_s i64.div_u i64.rem_s i64.rem_u
    i64.and i64.or i64.xor i64.shl i64.shr_s i64.shr_u i64.rotl i64.rotr
    f32.abs f32.neg f32.ceil f32.floor f32.trunc f32.nearest f32.sqrt f32.add f32.sub f32.mul f32.div f32.min f32.max f32.copysign
    f64.abs f64.neg f64.ceil f64.floor f64.trunc f64.nearest f64.sqrt f64.add f64.sub f64.mul f64.div f64.min f64.max f64.copysign
    i32.wrap_i64 i32.trunc_f32_s i32.trunc_f32_u i32.trunc_f64_s i32.trunc_f64_u i64.extend_i32_s i64.extend_i32_u
    i64.trunc_f32_s i64.trunc_f32_u i64.trunc_f64_s i64.trunc_f64_u
    f32.convert_i32_s f32.convert_i32_u f32.convert_i64_s f32.convert_i64_u f32.demote_f64
    f64.convert_i32_s f64.convert_i32_u f64.convert_i64_s f64.convert_i64_u f64.promote_f32
    i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64
    i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s`,
  ],
  [
    0xfc0000,
    `i32.trunc_sat_f32_s i32.trunc_sat_f32_u i32.trunc_sat_f64_s i32.trunc_sat_f64_u
    i64.trunc_sat_f32_s i64.trunc_sat_f32_u i64.trunc_sat_f64_s i64.trunc_sat_f64_u`,
  ],
  [0xfd000e, `i8x16.swizzle i8x16.splat i16x8.splat i32x4.splat i64x2.splat f32x4.splat f64x2.splat`],
  [
    0xfd0023,
    `i8x16.eq i8x16.ne i8x16.lt_s i8x16.lt_u i8x16.gt_s i8x16.gt_u i8x16.le_s i8x16.le_u i8x16.ge_s i8x16.ge_u
    i16x8.eq i16x8.ne i16x8.lt_s i16x8.lt_u i16x8.gt_s i16x8.gt_u i16x8.le_s i16x8.le_u i16x8.ge_s i16x8.ge_u
    i32x4.eq i32x4.ne i32x4.lt_s i32x4.lt_u i32x4.gt_s i32x4.gt_u i32x4.le_s i32x4.le_u i32x4.ge_s i32x4.ge_u
    f32x4.eq f32x4.ne f32x4.lt f32x4.gt f32x4.le f32x4.ge f64x2.eq f64x2.ne f64x2.lt f64x2.gt f64x2.le f64x2.ge
    v128.not v128.and v128.andnot v128.or v128.xor v128.bitselect v128.any_true`,
  ],
  [
    0xfd005e,
    `f32x4.demote_f64x2_zero f64x2.promote_low_f32x4
    i8x16.abs i8x16.neg i8x16.popcnt i8x16.all_true i8x16.bitmask i8x16.narrow_i16x8_s i8x16.narrow_i16x8_u
    f32x4.ceil f32x4.floor f32x4.trunc f32x4.nearest i8x16.shl i8x16.shr_s i8x16.shr_u
    i8x16.add i8x16.add_sat_s i8x16.add_sat_u i8x16.sub i8x16.sub_sat_s i8x16.sub_sat_u f64x2.ceil f64x2.floor
    i8x16.min_s i8x16.min_u i8x16.max_s i8x16.max_u f64x2.trunc i8x16.avgr_u
    i16x8.extadd_pairwise_i8x16_s i16x8.extadd_pairwise_i8x16_u i32x4.extadd_pairwise_i16x8_s i32x4.extadd_pairwise_i16x8_u
    i16x8.abs i16x8.neg i16x8.q15mulr_sat_s i16x8.all_true i16x8.bitmask i16x8.narrow_i32x4_s i16x8.narrow_i32x4_u
    i16x8.extend_low_i8x16_s i16x8.extend_high_i8x16_s i16x8.extend_low_i8x16_u i16x8.extend_high_i8x16_u
    i16x8.shl i16x8.shr_s i16x8.shr_u i16x8.add i16x8.add_sat_s i16x8.add_sat_u i16x8.sub i16x8.sub_sat_s i16x8.sub_sat_u
    f64x2.nearest i16x8.mul i16x8.min_s i16x8.min_u i16x8.max_s i16x8.max_u - i16x8.avgr_u
    i16x8.extmul_low_i8x16_s i16x8.extmul_high_i8x16_s i16x8.extmul_low_i8x16_u i16x8.extmul_high_i8x16_u
    i32x4.abs i32x4.neg - i32x4.all_true i32x4.bitmask - -
    i32x4.extend_low_i16x8_s i32x4.extend_high_i16x8_s i32x4.extend_low_i16x8_u i32x4.extend_high_i16x8_u
    i32x4.shl i32x4.shr_s i32x4.shr_u i32x4.add - - i32x4.sub - - - i32x4.mul
    i32x4.min_s i32x4.min_u i32x4.max_s i32x4.max_u i32x4.dot_i16x8_s -
    i32x4.extmul_low_i16x8_s i32x4.extmul_high_i16x8_s i32x4.extmul_low_i16x8_u i32x4.extmul_high_i16x8_u
    i64x2.abs i64x2.neg - i64x2.all_true i64x2.bitmask - -
    i64x2.extend_low_i32x4_s i64x2.extend_high_i32x4_s i64x2.extend_low_i32x4_u i64x2.extend_high_i32x4_u
    i64x2.shl i64x2.shr_s i64x2.shr_u i64x2.add - - i64x2.sub - - - i64x2.mul
    i64x2.eq i64x2.ne i64x2.lt_s i64x2.gt_s i64x2.le_s i64x2.ge_s
    i64x2.extmul_low_i32x4_s i64x2.extmul_high_i32x4_s i64x2.extmul_low_i32x4_u i64x2.extmul_high_i32x4_u
    f32x4.abs f32x4.neg - f32x4.sqrt f32x4.add f32x4.sub f32x4.mul f32x4.div f32x4.min f32x4.max f32x4.pmin f32x4.pmax
    f64x2.abs f64x2.neg - f64x2.sqrt f64x2.add f64x2.sub f64x2.mul f64x2.div f64x2.min f64x2.max f64x2.pmin f64x2.pmax
    i32x4.trunc_sat_f32x4_s i32x4.trunc_sat_f32x4_u f32x4.convert_i32x4_s f32x4.convert_i32x4_u
    i32x4.trunc_sat_f64x2_s_zero i32x4.trunc_sat_f64x2_u_zero f64x2.convert_low_i32x4_s f64x2.convert_low_i32x4_u
    i8x16.relaxed_swizzle i32x4.relaxed_trunc_f32x4_s i32x4.relaxed_trunc_f32x4_u
    i32x4.relaxed_trunc_f64x2_s_zero i32x4.relaxed_trunc_f64x2_u_zero
    f32x4.relaxed_madd f32x4.relaxed_nmadd f64x2.relaxed_madd f64x2.relaxed_nmadd
    i8x16.relaxed_laneselect i16x8.relaxed_laneselect i32x4.relaxed_laneselect i64x2.relaxed_laneselect
    f32x4.relaxed_min f32x4.relaxed_max f64x2.relaxed_min f64x2.relaxed_max
    i16x8.relaxed_q15mulr_s i16x8.relaxed_dot_i8x16_i7x16_s i32x4.relaxed_dot_i8x16_i7x16_add_s`,
  ],
];

/** Atomic accesses from 0xfe10 on come in groups of seven widths (threads proposal, binary format). */
const ATOMIC_GROUPS = ['load', 'store', 'rmw.add', 'rmw.sub', 'rmw.and', 'rmw.or', 'rmw.xor', 'rmw.xchg', 'rmw.cmpxchg'];
const ATOMIC_WIDTHS = [
  ['i32', ''],
  ['i64', ''],
  ['i32', '8'],
  ['i32', '16'],
  ['i64', '8'],
  ['i64', '16'],
  ['i64', '32'],
] as const;

export type ImmediateKind =
  | 'block' | 'label' | 'labels' | 'function' | 'type' | 'table' | 'types' | 'catches' | 'handlers' | 'local' | 'global'
  | 'memory' | 'memarg' | 'i32' | 'i64' | 'f32' | 'f64' | 'heap' | 'reference' | 'reference-null' | 'cast' | 'tag' | 'field'
  | 'count' | 'data' | 'element' | 'bytes' | 'lanes' | 'lane' | 'zero' | 'ordering';

export interface Opcode {
  /** One byte, or `prefix << 16 | sub-opcode`. */
  readonly code: number;
  readonly mnemonic: string;
  readonly immediates: readonly ImmediateKind[];
}

function* rows(): Generator<Opcode> {
  for (const line of TABLE.trim().split('\n')) {
    const [hex = '', mnemonic = '', ...immediates] = line.split(' ');
    const code = hex.length === 2 ? parseInt(hex, 16) : (parseInt(hex.slice(0, 2), 16) << 16) | parseInt(hex.slice(2), 16);
    yield { code, mnemonic, immediates: immediates as ImmediateKind[] };
  }
  for (const [first, names] of PLAIN_RUNS) {
    for (const [index, mnemonic] of names.split(/\s+/).entries()) if (mnemonic !== '-') yield { code: first + index, mnemonic, immediates: [] };
  }
  for (const [group, operation] of ATOMIC_GROUPS.entries()) {
    for (const [width, [type, bits]] of ATOMIC_WIDTHS.entries()) {
      yield { code: 0xfe0010 + group * 7 + width, mnemonic: atomicName(type, operation, bits), immediates: ['memarg'] };
    }
  }
}

/** `i32.atomic.load8_u`, `i64.atomic.store32`, `i32.atomic.rmw8.add_u`: only what reads a narrow value is marked unsigned. */
function atomicName(type: string, operation: string, bits: string): string {
  const unsigned = bits !== '' && operation !== 'store' ? '_u' : '';
  const [first, ...rest] = operation.split('.');
  return [`${type}.atomic`, `${first}${bits}`, ...rest].join('.') + unsigned;
}

/** By opcode as in `Opcode.code`. */
export const OPCODES: ReadonlyMap<number, Opcode> = new Map([...rows()].map((row) => [row.code, row]));
