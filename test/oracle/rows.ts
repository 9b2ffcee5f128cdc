import type { DecodeError } from '../../src/base/decode-error';
import { At } from '../../src/dwarf/constants';
import { debugSections } from '../../src/dwarf/debug-sections';
import { DwarfFile } from '../../src/dwarf/dwarf-file';
import { RowFlag } from '../../src/dwarf/line-rows';
import type { LineTable } from '../../src/dwarf/line-table';
import type { WasmModule } from '../../src/wasm/module';
import { dwarfdump } from '../llvm';
import type { Comparison, Difference } from './comparison';

/** Every row of every line table as llvm-dwarfdump prints it: address, line, column, file, statement, end of prologue. */
export function compareRows(module: WasmModule): Comparison {
  const problems: DecodeError[] = [];
  const file = new DwarfFile(debugSections((name) => module.customSection(name)), problems);
  const listed = parseTables(dwarfdump(module, ['--debug-line']));
  const differing: Difference[] = [];
  let compared = 0;
  for (const unit of file.units) {
    const offset = unit.root.number(At.stmt_list);
    const theirs = offset === undefined ? undefined : listed.get(offset);
    if (!theirs || !unit.lineTable) continue;
    // Type units share their unit's table.
    listed.delete(offset!);
    const ours = rowsOf(unit.lineTable);
    compared += theirs.length;
    for (let row = 0; row < Math.max(ours.length, theirs.length); row++) {
      if (ours[row] !== theirs[row]) differing.push({ place: `table 0x${offset!.toString(16)}, row ${row}`, reason: null, ours: ours[row] ?? 'no row', theirs: theirs[row] ?? 'no row' });
    }
  }
  return { compared, differing };
}

function rowsOf({ rows, sequences }: LineTable): string[] {
  const { addresses, lines, columns, files, flags } = rows;
  return [...sequences].flatMap(({ first, last, end }) => [
    ...Array.from({ length: last - first }, (_, index) => first + index).map((row) => `0x${addresses[row]!.toString(16)} ${lines[row]}:${columns[row]} in ${files[row]}${flags[row]! & RowFlag.statement ? ' statement' : ''}${flags[row]! & RowFlag.prologueEnd ? ' prologue end' : ''}`),
    `0x${end.toString(16)} end`,
  ]);
}

const ROW = /^0x([0-9a-f]{16}) +(\d+) +(\d+) +(\d+) +\d+ +\d+ +\d+ +(.*)$/;

/** By the table's offset; without empty sequences and those of discarded code, which begin at address 0 or where addresses end. */
function parseTables(text: string): Map<number, string[]> {
  const tables = new Map<number, string[]>();
  let rows: string[] = [];
  let sequence: string[] = [];
  let isLive = true;
  for (const line of text.split('\n')) {
    const table = /^debug_line\[0x([0-9a-f]+)\]/.exec(line);
    if (table) tables.set(parseInt(table[1]!, 16), (rows = []));
    const row = ROW.exec(line);
    if (!row) continue;
    const address = parseInt(row[1]!, 16);
    if (sequence.length === 0) isLive = address > 0 && address < 0xfffffffe;
    const isEnd = row[5]!.includes('end_sequence');
    const flags = `${row[5]!.includes('is_stmt') ? ' statement' : ''}${row[5]!.includes('prologue_end') ? ' prologue end' : ''}`;
    sequence.push(isEnd ? `0x${address.toString(16)} end` : `0x${address.toString(16)} ${row[2]}:${row[3]} in ${row[4]}${flags}`);
    if (!isEnd) continue;
    if (isLive && sequence.length > 1) rows.push(...sequence);
    sequence = [];
  }
  return tables;
}
