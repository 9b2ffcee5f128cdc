import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { demangleCpp } from '../../../src/symbols/demangle-cpp';
import { requireTool } from '../../tools';

/** Symbols as clang writes them, with what `c++filt` says of them, and the name that a frame shows. */
const NAMES: readonly [symbol: string, full: string, name: string][] = [
  ['_Z1fv', 'f()', 'f'],
  ['_ZN3geo5applyEPFiiEi', 'geo::apply(int (*)(int), int)', 'geo::apply'],
  ['_ZN3geo4RingIiLi4EEC2Ei', 'geo::Ring<int, 4>::Ring(int)', 'geo::Ring<int, 4>::Ring'],
  ['_ZN3geo4RingIiLi4EED0Ev', 'geo::Ring<int, 4>::~Ring()', 'geo::Ring<int, 4>::~Ring'],
  ['_ZN3geo4RingIiLi4EEpLERKi', 'geo::Ring<int, 4>::operator+=(int const&)', 'geo::Ring<int, 4>::operator+='],
  ['_ZNK3geo4RingIiLi4EEcvbEv', 'geo::Ring<int, 4>::operator bool() const', 'geo::Ring<int, 4>::operator bool'],
  ['_ZNK3geo4RingIiLi4EE2asIlEET_i', 'long geo::Ring<int, 4>::as<long>(int) const', 'geo::Ring<int, 4>::as<long>'],
  ['_ZNK1ScvT_IfEEv', 'S::operator float<float>() const', 'S::operator float<float>'],
  ['_ZN3geo12_GLOBAL__N_16hiddenEi', 'geo::(anonymous namespace)::hidden(int)', 'geo::(anonymous namespace)::hidden'],
  ['_ZN3geo5totalIJilfEEEiDpT_', 'int geo::total<int, long, float>(int, long, float)', 'geo::total<int, long, float>'],
  ['_ZN3geo3capINS_4RingEdEEiRT_IT0_Li8EE', 'int geo::cap<geo::Ring, double>(geo::Ring<double, 8>&)', 'geo::cap<geo::Ring, double>'],
  ['_ZN3geo6TaggedILNS_4ModeE1ELb1ELc120EE3runEi', 'geo::Tagged<(geo::Mode)1, true, (char)120>::run(int)', 'geo::Tagged<(geo::Mode)1, true, (char)120>::run'],
  ['_ZN3geoli3_kmEy', 'geo::operator"" _km(unsigned long long)', 'geo::operator"" _km'],
  ['_ZZ2goENK3$_0clEi', 'go::$_0::operator()(int) const', 'go::$_0::operator()'],
  ['_ZZZ2goENK3$_3clEiENKUliE_clEi', "go::$_3::operator()(int) const::'lambda'(int)::operator()(int) const", "go::$_3::operator()::'lambda'::operator()"],
  ['_ZZ4makevENKUlT_E_clIiEEDaS_', "auto make()::'lambda'(auto)::operator()<int>(auto) const", "make::'lambda'::operator()<int>"],
  ['_Z10make_errorIJRA30_KcEEvDpOT_', 'void make_error<char const (&) [30]>(char const (&) [30])', 'make_error<char const (&) [30]>'],
  ['_Z3arrIiLm5EEmRAT0__T_', 'unsigned long arr<int, 5ul>(int (&) [5ul])', 'arr<int, 5ul>'],
  ['_Z3ptrM1SKFiiEM1Si', 'ptr(int (S::*)(int) const, int S::*)', 'ptr'],
  ['_Z5storePA4_A2_iPVKcRSt6vectorIS1_SaIS1_EE', 'store(int (*) [4][2], char const volatile*, std::vector<int (*) [4][2], std::allocator<int (*) [4][2]>>&)', 'store'],
  ['_ZNSt6vectorISsSaISsEE9push_backERKSs', 'std::vector<std::string, std::allocator<std::string>>::push_back(std::string const&)', 'std::vector<std::string, std::allocator<std::string>>::push_back'],
  ['_ZNSsC1EPKc', 'std::basic_string<char, std::char_traits<char>, std::allocator<char>>::basic_string(char const*)', 'std::basic_string<char, std::char_traits<char>, std::allocator<char>>::basic_string'],
  ['_ZNSt3__212basic_stringIcNS_11char_traitsIcEENS_9allocatorIcEEE6appendB8ne180100EPKc', 'std::__2::basic_string<char, std::__2::char_traits<char>, std::__2::allocator<char>>::append[abi:ne180100](char const*)', 'std::__2::basic_string<char, std::__2::char_traits<char>, std::__2::allocator<char>>::append[abi:ne180100]'],
  ['_ZN3app3addIlEENSt9enable_ifIXaasr3stdE11is_signed_vIT_Entsr3stdE9is_same_vIS2_iEES2_E4typeES2_', 'std::enable_if<std::is_signed_v<long> && !std::is_same_v<long, int>, long>::type app::add<long>(long)', 'app::add<long>'],
  ['_ZTV4Base', 'vtable for Base', 'vtable for Base'],
  ['_ZThn8_N2V31cEv', 'non-virtual thunk to V3::c()', 'non-virtual thunk to V3::c'],
  ['_ZGVZ3inlvE1s', 'guard variable for inl()::s', 'guard variable for inl::s'],
  ['_Z3runi.llvm.1234', 'run(int) (.llvm.1234)', 'run'],
  ['__Z3runi', 'run(int)', 'run'],
];

const NOT_CPP = ['malloc', '_Z', '_ZN3geo', '_ZN3geo1fEi_', '_ZS_', '_ZT0_', '_ZNS0_1fEv', '_R3foo', '_ZN99999999999999999999x', `_Z1f${'P'.repeat(10_000)}i`, `_Z1f${'i'.repeat(100_000)}`];

describe('C++ names', () => {
  for (const [symbol, full, name] of NAMES) it(symbol, () => assert.deepEqual(demangleCpp(symbol), { full, name }));

  for (const symbol of NOT_CPP) it(`leaves ${symbol.slice(0, 30)}`, () => assert.equal(demangleCpp(symbol), undefined));

  it('are those of llvm-cxxfilt', function () {
    requireTool(this, 'llvm-cxxfilt-19');
    const theirs = execFileSync('llvm-cxxfilt-19', { input: NAMES.map(([symbol]) => symbol).join('\n'), encoding: 'utf8' }).trim().split('\n');
    assert.deepEqual(theirs, NAMES.map(([symbol, full]) => (symbol.startsWith('__Z') ? symbol : full)));
  });

  it('are those of llvm-cxxfilt for a whole library', function () {
    requireTool(this, 'llvm-cxxfilt-19', 'llvm-nm-19', 'clang++-19');
    const library = execFileSync('clang++-19', ['-print-file-name=libstdc++.so.6'], { encoding: 'utf8' }).trim();
    if (!existsSync(library)) this.skip();
    const listing = execFileSync('llvm-nm-19', ['-D', '--format=just-symbols', library], { encoding: 'utf8', maxBuffer: 1 << 28 });
    const symbols = listing.split('\n').map((line) => line.replace(/@.*/, '')).filter((name) => name.startsWith('_Z'));
    const theirs = execFileSync('llvm-cxxfilt-19', { input: symbols.join('\n'), encoding: 'utf8', maxBuffer: 1 << 28 }).trim().split('\n');
    assert.ok(symbols.length > 1000);
    assert.deepEqual(symbols.map((symbol) => demangleCpp(symbol)?.full ?? symbol), theirs);
  });

  it('stay bounded where each part doubles the one before', () => {
    const doubling = Array.from({ length: 40 }, (_, index) => `FvS${index === 0 ? '' : (index - 1).toString(36).toUpperCase()}_S${index === 0 ? '' : (index - 1).toString(36).toUpperCase()}_E`).join('');
    assert.equal(demangleCpp(`_Z1f1A${doubling}`), undefined);
  });

  it('never throw', () => {
    const damaged = fc.tuple(fc.constantFrom(...NAMES.map(([symbol]) => symbol)), fc.nat(), fc.constantFrom('S_', 'T_', 'I', 'E', 'Dp', 'N', 'Z', 'X', 'L', 'R', 'F', 'cv', '_', '9', 'J', 'sr', 'fL'));
    fc.assert(fc.property(damaged, ([symbol, at, piece]) => {
      const place = 2 + (at % symbol.length);
      const result = demangleCpp(symbol.slice(0, place) + piece + symbol.slice(place + (at % 3)));
      assert.ok(result === undefined || typeof result.full === 'string');
    }), { numRuns: 3000 });
  });
});
