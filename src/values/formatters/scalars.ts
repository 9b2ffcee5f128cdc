import type { BaseType, EnumType } from '../../symbols/type-info';
import { formatBase, formatEnum, formatHex, formatWide } from '../scalar';
import { Unavailable } from '../storage';
import type { Formatter } from '../value';
import { isNamedNumber, isWideCharacter } from './characters';

export const base: Formatter = {
  name: 'base type',
  matches: (shape) => shape.kind === 'base',
  summary: async (value) => {
    const [type, bytes] = [value.shape as BaseType, await value.bytes()];
    if (!value.context.isHex && isWideCharacter(value.type)) return formatWide(type, bytes);
    return (value.context.isHex ? formatHex(type, bytes) : undefined) ?? formatBase(isNamedNumber(value.type) ? { ...type, encoding: type.encoding === 'signed-char' ? 'signed' : 'unsigned' } : type, bytes);
  },
};

export const enumeration: Formatter = {
  name: 'enumeration',
  matches: (shape) => shape.kind === 'enum',
  summary: async (value) => formatEnum(value.shape as EnumType, await value.bytes()),
};

/** Types that have no values of their own to show. */
export const opaque: Formatter = {
  name: 'opaque',
  matches: () => true,
  summary: (value) => Promise.reject(new Unavailable(value.shape.kind === 'function' ? 'a function' : `unknown type ${value.type.name}`)),
};
