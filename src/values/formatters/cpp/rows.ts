import type { Formatter } from '../../value';
import { cppCalendar } from './calendar';
import { cppDuration, cppTimePoint } from './chrono';
import { cppCoroutine } from './coroutines';
import { cppErrorCode, cppException } from './exceptions';
import { cppAny, cppFunction, cppLambda } from './functions';
import { cppHashMap, cppHashSet, cppMap, cppSet } from './maps';
import { cppBit, cppNodeIterator, cppReverseIterator, cppWrappedIterator } from './iterators';
import { cppSharedPointer, cppUniquePointer, cppWeakPointer } from './owners';
import { cppAdapter, cppArray, cppBitset, cppDeque, cppForwardList, cppList, cppSpan, cppVector, cppVectorOfBool } from './sequences';
import { cppMatchResults, cppStringStream, cppSubMatch } from './streams';
import { cppPath, cppString, cppStringView } from './text';
import { cppAtomic, cppComplex, cppExpected, cppOptional, cppOrdering, cppPair, cppReferenceWrapper, cppTuple, cppTypeIndex, cppVariant } from './wrappers';

/** libc++'s types, from LLVM 13 (Emscripten 3.1) on, in both of its ABIs. */
export const CPP_FORMATTERS: readonly Formatter[] = [
  cppString, cppStringView, cppPath,
  cppVectorOfBool, cppVector, cppArray, cppSpan, cppBitset, cppDeque, cppList, cppForwardList, cppAdapter,
  cppMap, cppSet, cppHashMap, cppHashSet,
  cppOptional, cppVariant, cppAny, cppPair, cppTuple,
  cppUniquePointer, cppSharedPointer, cppWeakPointer, cppReferenceWrapper, cppAtomic, cppComplex, cppExpected, cppOrdering, cppTypeIndex,
  cppWrappedIterator, cppReverseIterator, cppNodeIterator, cppBit,
  cppFunction, cppLambda,
  cppDuration, cppTimePoint, cppCalendar,
  cppException, cppErrorCode, cppStringStream, cppSubMatch, cppMatchResults, cppCoroutine,
];
