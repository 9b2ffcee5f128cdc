import { LIMITS } from '../base/limits';

/**
 * Whether somebody who writes `wanted` may mean the function `name`: the whole name, or the last parts of its path,
 * with or without generic arguments, parameters, and the trait of an implementation.
 */
export function isCalled(name: string, wanted: string): boolean {
  return name === wanted || endsPath(name, wanted) || endsPath(withoutArguments(name), wanted) || endsPath(withoutArguments(withoutTraits(name)), wanted);
}

/** The return type of a template's instance stands before its path. */
const endsPath = (name: string, wanted: string): boolean => name === wanted || name.endsWith(`::${wanted}`) || name.endsWith(` ${wanted}`);

/** `std::vector::push` of `std::vector<int>::push(int) const`; of Rust's `Vec<T>::push` and `Vec::push::<T>` both `Vec::push`. */
function withoutArguments(name: string): string {
  let plain = name;
  for (let depth = 0; depth < LIMITS.dwarf.typeChain; depth++) {
    const shorter = plain.replace(/(?:::)?<[^<>]*>|\([^()]*\)(?: const)?$/, '');
    if (shorter === plain) break;
    plain = shorter;
  }
  return plain;
}

/** `shapes::Circle::area` of `<shapes::Circle as shapes::Shape>::area`. */
const withoutTraits = (name: string): string => name.replace(/^<(.+?) as .+>::([^>]*)$/, '$1::$2');
