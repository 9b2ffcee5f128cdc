import type { ByteCursor } from '../../base/byte-cursor';
import { LIMITS } from '../../base/limits';
import type { WasmExport } from '../module';
import { readName, readVector } from '../module-draft';
import { readExternKind } from './extern-type';

/** Export section (Wasm 3.0, 5.5.10). Throws DecodeError where it is damaged, after those before. */
export function readExportSection(at: ByteCursor, exports: WasmExport[]): void {
  readVector(at, LIMITS.wasm.imports, () => {
    const name = readName(at, LIMITS.wasm.nameBytes);
    const kind = readExternKind(at);
    exports.push({ name, kind, index: at.uleb32() });
  });
}
