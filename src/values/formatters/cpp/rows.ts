import type { Formatter } from '../../value';
import { cppDuration, cppTimePoint } from './chrono';
import { cppAny, cppFunction, cppLambda } from './functions';
import { cppHashMap, cppHashSet, cppMap, cppSet } from './maps';
import { cppSharedPointer, cppUniquePointer, cppWeakPointer } from './owners';
import { cppAdapter, cppArray, cppBitset, cppDeque, cppForwardList, cppList, cppSpan, cppVector, cppVectorOfBool } from './sequences';
import { cppPath, cppString, cppStringView } from './text';
import { cppAtomic, cppComplex, cppOptional, cppPair, cppReferenceWrapper, cppTuple, cppVariant, cppWrappedIterator } from './wrappers';

/** libc++'s types, from LLVM 13 (Emscripten 3.1) on, in both of its ABIs. */
export const CPP_FORMATTERS: readonly Formatter[] = [
  cppString, cppStringView, cppPath,
  cppVectorOfBool, cppVector, cppArray, cppSpan, cppBitset, cppDeque, cppList, cppForwardList, cppAdapter,
  cppMap, cppSet, cppHashMap, cppHashSet,
  cppOptional, cppVariant, cppAny, cppPair, cppTuple,
  cppUniquePointer, cppSharedPointer, cppWeakPointer, cppReferenceWrapper, cppAtomic, cppWrappedIterator, cppComplex,
  cppFunction, cppLambda,
  cppDuration, cppTimePoint,
];
