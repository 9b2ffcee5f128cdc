import type { Formatter } from '../../value';
import { rustGuard, rustMutex, rustOnce, rustRefCell, rustRwLock } from './cells';
import { CRATE_FORMATTERS } from './crates';
import { rustCow, rustEnum } from './enums';
import { rustIoError, rustLibraryError, rustUnitError } from './errors';
import { rustClosure, rustStateMachine } from './functions';
import { rustCharIndices, rustChars, rustComponents, rustEntryIterator, rustSplit } from './iterators';
import { rustBTreeMap, rustBTreeSet, rustHashMap, rustHashSet } from './maps';
import { rustBinaryHeap, rustIterator, rustLinkedList, rustSlice, rustUnsized, rustVec, rustVecDeque } from './sequences';
import { rustShared, rustWeak } from './shared';
import { rustCString, rustStr, rustString } from './text';
import { rustTraitObject } from './trait-objects';
import { rustDuration, rustIpAddress, rustRange, rustSocketAddress } from './values-of-core';
import { rustAtomic, rustWrapper } from './wrappers';

/** Rust's own types. Layouts are found by the names of their fields, so that one row serves many versions of the library. */
export const RUST_FORMATTERS: readonly Formatter[] = [
  ...CRATE_FORMATTERS,
  rustStr, rustString, rustCString, rustChars, rustComponents, rustCharIndices, rustSplit, rustEntryIterator,
  rustSlice, rustVec, rustVecDeque, rustBinaryHeap, rustLinkedList, rustIterator, rustUnsized, rustHashMap, rustHashSet, rustBTreeMap, rustBTreeSet,
  rustCow, rustStateMachine, rustEnum, rustClosure,
  rustShared, rustWeak, rustTraitObject,
  rustRefCell, rustMutex, rustRwLock, rustGuard, rustOnce, rustAtomic,
  rustRange, rustDuration, rustIpAddress, rustSocketAddress,
  rustWrapper, rustIoError, rustLibraryError, rustUnitError,
];
