import { SourceMapConsumer, type NullableMappedPosition } from 'source-map';
import { DecodeError } from '../base/decode-error';
import { messageFor } from '../base/user-error';
import { parseSourceMap } from './source-map';

/** A place in a script or its source; lines and columns from 1. */
export interface ScriptPosition {
  readonly line: number;
  readonly column: number;
}

/** `source` is the path as the map has it, its sourceRoot applied. */
export interface OriginalPosition extends ScriptPosition {
  readonly source: string;
}

/**
 * Where places of a generated script come from (ECMA-426), one answer for each, null where the map has none. What V8
 * says of a function may lie before its first mapping in the line: then the next one counts. Rejects with DecodeError
 * where the bytes are no source map.
 */
export async function originalPositions(bytes: Uint8Array, places: readonly ScriptPosition[]): Promise<(OriginalPosition | null)[]> {
  const json = parseSourceMap(bytes);
  try {
    return await SourceMapConsumer.with(json, null, (consumer) =>
      places.map(({ line, column }) => {
        const asked = { line, column: Math.max(0, column - 1) };
        return position(consumer.originalPositionFor(asked)) ?? position(consumer.originalPositionFor({ ...asked, bias: SourceMapConsumer.LEAST_UPPER_BOUND }));
      }),
    );
  } catch (error) {
    throw new DecodeError('source map', 0, `malformed: ${messageFor(error)}`);
  }
}

const position = ({ source, line, column }: NullableMappedPosition): OriginalPosition | null => (source === null || line === null ? null : { source, line, column: (column ?? 0) + 1 });
