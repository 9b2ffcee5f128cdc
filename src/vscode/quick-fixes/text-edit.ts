import type { Span } from './call-expression';

export interface TextEdit extends Span {
  readonly text: string;
}

export const insert = (at: number, text: string): TextEdit => ({ start: at, end: at, text });
