import assert from 'node:assert/strict';
import { At, Form } from '../../../src/dwarf/constants';
import type { UnitFormat } from '../../../src/dwarf/forms';
import { RowFlag } from '../../../src/dwarf/line-rows';
import type { LineTable } from '../../../src/dwarf/line-table';
import { buildDwarf, bytesOf, sleb, text, uleb, withLength } from './build-dwarf';

const OPERANDS = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];
const LINE_BASE = -5;
const LINE_RANGE = 14;
const OPCODE_BASE = 13;

const FORMAT_4 = { version: 4, addressSize: 4, offsetSize: 4 };
const setAddress = (address: number): number[] => [0, 5, 2, ...bytesOf(address, 4)];
const END = [0, 1, 1];
const special = (address: number, line: number): number => line - LINE_BASE + LINE_RANGE * address + OPCODE_BASE;

/** Versions 2 to 4: directories `lib` and `/abs`, files 1 `main.c`, 2 `lib/part.c`, 3 `/abs/x.h`. */
const TABLES_4 = [...text('lib'), ...text('/abs'), 0, ...text('main.c'), 0, 0, 0, ...text('part.c'), 1, 0, 0, ...text('x.h'), 2, 0, 0, 0];

function lineTable(format: UnitFormat, program: readonly number[], options: { tables?: readonly number[]; lineStr?: readonly number[]; operands?: readonly number[]; minimum?: number } = {}): { table: LineTable; problems: string[] } {
  const { tables = TABLES_4, lineStr = [], operands = OPERANDS, minimum = 1 } = options;
  const afterLength = [minimum, ...(format.version >= 4 ? [1] : []), 1, LINE_BASE & 0xff, LINE_RANGE, operands.length + 1, ...operands, ...tables];
  const sizes = format.version >= 5 ? [format.addressSize, 0] : [];
  const line = withLength([...bytesOf(format.version, 2), ...sizes, ...bytesOf(afterLength.length, format.offsetSize), ...afterLength, ...program], format.offsetSize);
  const attributes = [[At.comp_dir, Form.string, text('/work')], [At.stmt_list, Form.sec_offset, bytesOf(0, format.offsetSize)]] as const;
  const { file, problems } = buildDwarf(format, attributes, [], { line, lineStr });
  const table = file.units[0]!.lineTable!;
  void table.rows;
  return { table, problems: problems.map(({ reason }) => reason) };
}

/** `address file:line:column flags` of every row in a sequence, its end marker too. */
function rows({ rows: all, sequences }: LineTable): string[] {
  return [...sequences].flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => {
    const row = first + index;
    const flags = Object.entries(RowFlag).filter(([, flag]) => (all.flags[row]! & flag) !== 0).map(([name]) => name[0]);
    return `${all.addresses[row]} ${all.files[row]}:${all.lines[row]}:${all.columns[row]} ${flags.join('')}`;
  }));
}

describe('a line program', () => {
  it('runs every opcode', () => {
    const program = [
      ...setAddress(100), 3, ...sleb(9), 5, 7, 10, 1, // advance_line, set_column, set_prologue_end, copy
      special(2, 3),
      4, 2, 6, special(0, -2), // set_file, negate_stmt
      6, 2, ...uleb(200), 3, ...sleb(-6), 7, 11, 12, 4, 1, // advance_pc, set_basic_block, set_epilogue_begin, set_isa, copy
      8, special(0, 0), // const_add_pc
      9, ...bytesOf(500, 2), 1, // fixed_advance_pc
      0, 2, 4, 3, 0, 3, 0x80, 1, 2, special(1, 1), // set_discriminator, a vendor's own
      2, 4, ...END,
    ];
    const { table, problems } = lineTable(FORMAT_4, program);
    const constAdd = Math.floor((255 - OPCODE_BASE) / LINE_RANGE);
    assert.deepEqual(rows(table), [
      '100 1:10:7 sp', '102 1:13:7 s', '102 2:11:7 ', '302 2:5:7 s',
      `${302 + constAdd} 2:5:7 s`, `${802 + constAdd} 2:5:7 s`, `${803 + constAdd} 2:6:7 s`, `${807 + constAdd} 2:6:7 se`,
    ]);
    assert.deepEqual(problems, []);
    assert.deepEqual(table.files.map((file) => file?.path), [undefined, '/work/main.c', '/work/lib/part.c', '/abs/x.h']);
  });

  it('multiplies advances by the shortest instruction, but for fixed ones', () => {
    const { table } = lineTable(FORMAT_4, [...setAddress(100), 2, 3, 1, 9, 1, 0, ...END], { minimum: 4 });
    assert.deepEqual(rows(table), ['112 1:1:0 s', '113 1:1:0 se']);
  });

  it('steps over opcodes that its header describes', () => {
    const { table, problems } = lineTable(FORMAT_4, [...setAddress(100), 13, 0x81, 1, 5, 1, 2, 1, ...END], { operands: [...OPERANDS, 2] });
    assert.deepEqual(rows(table), ['100 1:1:0 s', '101 1:1:0 se']);
    assert.deepEqual(problems, []);
  });

  it('begins every sequence anew, and leaves those of dropped code out', () => {
    const { table } = lineTable(FORMAT_4, [
      ...setAddress(0), 3, 5, 1, 2, 9, ...END,
      ...setAddress(0xffffffff), 1, ...END,
      ...setAddress(100), 1, 2, 3, ...END,
      ...setAddress(200), 1, ...setAddress(150), 1, ...END,
      ...setAddress(300), 1, 2, 1, ...END,
    ]);
    assert.deepEqual([...table.sequences].map(({ start, end }) => [start, end]), [[100, 103], [300, 301]]);
    assert.deepEqual(rows(table), ['100 1:1:0 s', '103 1:1:0 se', '300 1:1:0 s', '301 1:1:0 se']);
  });

  it('keeps what stands before damage, and says so', () => {
    const { table, problems } = lineTable(FORMAT_4, [...setAddress(100), 1, 2, 3, ...END, ...setAddress(200), 1, 2, 0x80]);
    assert.deepEqual(rows(table), ['100 1:1:0 s', '103 1:1:0 se']);
    assert.equal(problems.length, 1);
  });

  it('takes files that it defines itself (DWARF 2)', () => {
    const entry = [3, ...text('late.c'), 0, 0, 0];
    const { table } = lineTable({ ...FORMAT_4, version: 2 }, [0, entry.length, ...entry, ...setAddress(100), 4, 4, 1, 2, 1, ...END]);
    assert.deepEqual(rows(table), ['100 4:1:0 s', '101 4:1:0 se']);
    assert.equal(table.files[4]?.path, 'late.c');
  });

  for (const offsetSize of [4, 8]) {
    it(`reads tables of DWARF 5 in ${offsetSize * 8}-bit DWARF`, () => {
      const format = { version: 5, addressSize: 4, offsetSize };
      const strings = ['/root', 'sub', 'a.c', 'b.c', 'int b;'];
      const lineStr = strings.flatMap(text);
      const at = (wanted: string): number[] => bytesOf(strings.slice(0, strings.indexOf(wanted)).join('\0').length + (strings.indexOf(wanted) > 0 ? 1 : 0), offsetSize);
      const directories = [1, 1, ...uleb(Form.line_strp), 2, ...at('/root'), ...at('sub')];
      const md5 = new Array<number>(16).fill(9);
      const columns = [4, 1, ...uleb(Form.line_strp), 2, ...uleb(Form.udata), 5, ...uleb(Form.data16), ...uleb(0x2001), ...uleb(Form.line_strp)];
      const files = [...columns, 2, ...at('a.c'), 0, ...md5, ...bytesOf(lineStr.length - 1, offsetSize), ...at('b.c'), 1, ...md5, ...at('int b;')];
      const { table, problems } = lineTable(format, [...setAddress(100), 4, 0, 1, 2, 5, ...END], { tables: [...directories, ...files], lineStr });
      assert.deepEqual(problems, []);
      assert.deepEqual(table.files.map((file) => ({ path: file?.path, source: file?.source })), [{ path: '/root/a.c', source: null }, { path: '/root/sub/b.c', source: 'int b;' }]);
      assert.deepEqual(rows(table), ['100 0:1:0 s', '105 0:1:0 se']);
    });
  }
});
