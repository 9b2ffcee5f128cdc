import { ByteCursor } from '../base/byte-cursor';
import { attempt } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { SECTION_NAMES } from './debug-sections';
import type { DwarfFile } from './dwarf-file';
import type { FileNameSearch } from './file-name-search';
import { Form } from './constants';
import type { UnitFormat } from './forms';
import { readInitialLength, readUnsigned, skipForm } from './forms';

/** Content types of directory and file entries (DWARF 5, 6.2.4.1); `source` is LLVM's. */
const Content = { path: 1, directory: 2, source: 0x2001 } as const;

export interface LineFile {
  /** Joined with its directory and, where that is relative, with the compilation directory. */
  readonly path: string;
  /** Text that the compiler embedded (`-gembed-source`). */
  readonly source: string | null;
}

/** The header of a line program (DWARF 5, 6.2.4). */
export interface LineHeader {
  readonly version: number;
  readonly addressSize: number;
  readonly minimumInstructionLength: number;
  readonly defaultIsStatement: boolean;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  /** Count of operands by opcode; index 0 is unused. */
  readonly operandCounts: readonly number[];
  /** By file number as the program uses it: up to version 4 the first is 1. */
  readonly files: readonly (LineFile | undefined)[];
  readonly programStart: number;
  readonly programEnd: number;
}

/** What begins every header; the cursor stands after it, and ends where the program does. */
interface HeaderStart extends UnitFormat {
  readonly body: ByteCursor;
  readonly programStart: number;
}

function readHeaderStart(file: DwarfFile, offset: number, unit: UnitFormat): HeaderStart {
  const at = new ByteCursor(SECTION_NAMES.line, file.sections.line, offset);
  const { length, offsetSize } = readInitialLength(at);
  const body = at.sub(Math.min(length, Math.max(0, at.remaining)));
  const version = body.u16();
  if (version < 2 || version > 5) throw at.error(`unknown line table version ${version}`, offset);
  const addressSize = version >= 5 ? body.u8() : unit.addressSize;
  if (version >= 5) body.u8(); // Segment selectors don't exist in Wasm.
  const headerLength = readUnsigned(body, offsetSize);
  const programStart = body.offset + headerLength;
  if (programStart > body.end) throw at.error('line table header longer than its table', offset);
  return { body, version, addressSize, offsetSize, programStart };
}

/** Whether a header can name a file; nothing of it is decoded. Throws DecodeError. */
export function mayName(file: DwarfFile, offset: number, unit: UnitFormat, search: FileNameSearch): boolean {
  const { body, version, programStart } = readHeaderStart(file, offset, unit);
  return search.mayBeIn(body.offset, programStart, version);
}

export function readLineHeader(file: DwarfFile, offset: number, compilationDirectory: string, unit: UnitFormat): LineHeader {
  const { body, version, addressSize, offsetSize, programStart } = readHeaderStart(file, offset, unit);
  const minimumInstructionLength = body.u8();
  if (version >= 4) body.u8(); // VLIW slots: always one here.
  const defaultIsStatement = body.u8() !== 0;
  const lineBase = (body.u8() << 24) >> 24;
  const lineRange = body.u8();
  const opcodeBase = body.u8();
  const operandCounts = [0];
  for (let opcode = 1; opcode < opcodeBase; opcode++) operandCounts.push(body.u8());
  const format = { version, addressSize, offsetSize };
  const files = version >= 5 ? readTables5(file, body, format, compilationDirectory) : readTables2(body, compilationDirectory);
  for (const known of files) file.pathBudget.spend(known?.path.length ?? 0, body);
  return { version, addressSize, minimumInstructionLength, defaultIsStatement, lineBase, lineRange, opcodeBase, operandCounts, files, programStart, programEnd: body.end };
}

/** DWARF 4, 6.2.4: directory 0 is the compilation directory, files count from 1. */
function readTables2(at: ByteCursor, compilationDirectory: string): (LineFile | undefined)[] {
  const directories = [compilationDirectory];
  for (let name = at.cString(LIMITS.dwarf.pathCharacters); name !== ''; name = at.cString(LIMITS.dwarf.pathCharacters)) {
    directories.push(joinPath(compilationDirectory, name));
    if (directories.length > LIMITS.dwarf.filesPerTable) throw at.error('too many directories');
  }
  const files: (LineFile | undefined)[] = [undefined];
  for (let name = at.cString(LIMITS.dwarf.pathCharacters); name !== ''; name = at.cString(LIMITS.dwarf.pathCharacters)) {
    files.push(readFile2(at, name, directories));
    if (files.length > LIMITS.dwarf.filesPerTable) throw at.error('too many files');
  }
  return files;
}

/** The entry after its name: directory, time and size (also in DW_LNE_define_file). */
export function readFile2(at: ByteCursor, name: string, directories: readonly string[]): LineFile {
  const directory = directories[at.uleb()] ?? '';
  at.skipLeb();
  at.skipLeb();
  return { path: joinPath(directory, name), source: null };
}

/** DWARF 5, 6.2.4: both tables describe their own columns, and count from 0. */
function readTables5(file: DwarfFile, at: ByteCursor, format: UnitFormat, compilationDirectory: string): LineFile[] {
  const directories: string[] = [];
  for (const { path } of readEntries(file, at, format)) directories.push(joinPath(directories[0] ?? compilationDirectory, path));
  return readEntries(file, at, format).map(({ path, directory, readSource }) => {
    const joined = joinPath(directories[directory] ?? '', path);
    return readSource ? new EmbeddedFile(joined, file, readSource) : { path: joined, source: null };
  });
}

/** Its text is read when somebody wants to see it. */
class EmbeddedFile implements LineFile {
  constructor(
    readonly path: string,
    private readonly file: DwarfFile,
    private readonly readSource: () => string,
  ) {}

  get source(): string | null {
    return attempt(this.file.problems, this.readSource) || null;
  }
}

interface Entry {
  path: string;
  directory: number;
  readSource: (() => string) | null;
}

function readEntries(file: DwarfFile, at: ByteCursor, format: UnitFormat): Entry[] {
  const columns: { content: number; form: number }[] = [];
  for (let left = at.u8(); left > 0; left--) columns.push({ content: at.uleb(), form: at.uleb() });
  const count = at.uleb();
  if (count > LIMITS.dwarf.filesPerTable || (columns.length === 0 && count > 0)) throw at.error(`table of ${count} entries`);
  const entries: Entry[] = [];
  for (let index = 0; index < count; index++) {
    const start = at.offset;
    const entry: Entry = { path: '', directory: 0, readSource: null };
    for (const { content, form } of columns) readColumn(file, at, format, content, form, entry);
    if (at.offset === start) throw at.error(`table of ${count} entries without bytes`, start);
    file.pathBudget.spend(entry.path.length, at);
    entries.push(entry);
  }
  return entries;
}

function readColumn(file: DwarfFile, at: ByteCursor, format: UnitFormat, content: number, form: number, entry: Entry): void {
  if (content === Content.path) entry.path = readText(file, at, format, form, LIMITS.dwarf.pathCharacters);
  else if (content === Content.source) {
    const { section, bytes, offset, end } = at;
    entry.readSource = () => readText(file, new ByteCursor(section, bytes, offset, end), format, form, LIMITS.dwarf.sourceBytes);
    skipForm(at, form, format);
  }
  else if (content === Content.directory && form !== Form.udata) entry.directory = readUnsigned(at, form === Form.data1 ? 1 : 2);
  else if (content === Content.directory) entry.directory = at.uleb();
  else skipForm(at, form, format);
}

const supplementText = ({ supplement }: DwarfFile, offset: number, maxBytes: number): string => supplement?.stringAt('str', offset, maxBytes) ?? '';

function readText(file: DwarfFile, at: ByteCursor, format: UnitFormat, form: number, maxBytes: number): string {
  switch (form) {
    case Form.string:
      return at.cString(maxBytes);
    case Form.line_strp:
      return file.stringAt('lineStr', readUnsigned(at, format.offsetSize), maxBytes);
    case Form.strp:
      return file.stringAt('str', readUnsigned(at, format.offsetSize), maxBytes);
    case Form.strp_sup:
    case Form.GNU_strp_alt:
      return supplementText(file, readUnsigned(at, format.offsetSize), maxBytes);
    default:
      skipForm(at, form, format);
      return '';
  }
}

/** As the compiler wrote it, `.` and `..` left in: only whoever knows the folders can resolve them. */
export function joinPath(directory: string, name: string): string {
  if (directory === '' || isAbsolute(name)) return name;
  let end = directory.length;
  while (end > 0 && (directory[end - 1] === '/' || directory[end - 1] === '\\')) end--;
  return `${directory.slice(0, end)}/${name}`;
}

function isAbsolute(path: string): boolean {
  return /^(?:[\\/]|[A-Za-z]:[\\/]|[a-z][a-z\d+.-]+:\/\/)/.test(path);
}
