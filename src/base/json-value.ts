/** Parsed JSON that nobody vouches for: each question gives what is there, or the answer for "not there". */

export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

export const numberOr = (value: unknown, fallback: number): number => (typeof value === 'number' && Number.isFinite(value) ? value : fallback);

/** Numbers count as text: ids come as either. */
export const textOr = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : fallback);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const recordsOf = (value: unknown): readonly Record<string, unknown>[] => listOf(value).filter(isRecord);

export const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
