import assert from 'node:assert/strict';
import { typeText } from '../../../src/values/type-text';
import { userFormatters } from '../../../src/values/user-formatters';
import { structOf } from './program';

const CASES: Readonly<Record<string, string>> = {
  'std::__2::basic_string<char, std::__2::char_traits<char>, std::__2::allocator<char> >': 'std::string',
  'const std::__1::basic_string_view<wchar_t, std::__1::char_traits<wchar_t> > &': 'const std::wstring_view &',
  'std::__2::vector<std::__2::vector<int, std::__2::allocator<int> >, std::__2::allocator<std::__2::vector<int, std::__2::allocator<int> > > >': 'std::vector<std::vector<int>>',
  'std::__2::map<int, char, std::__2::greater<int>, std::__2::allocator<std::__2::pair<const int, char> > >': 'std::map<int, char, std::greater<int>>',
  'std::__2::vector<int, my::arena<int> >': 'std::vector<int, my::arena<int>>',
  'std::__2::array<int, 3UL>': 'std::array<int, 3>',
  'std::__2::span<int, 4294967295UL>': 'std::span<int>',
  'std::__2::stack<int, std::__2::deque<int, std::__2::allocator<int> > >': 'std::stack<int>',
  'std::__2::function<int (int, std::__2::vector<int, std::__2::allocator<int> >)>': 'std::function<int (int, std::vector<int>)>',
  'mine::list<int, 4UL> *': 'mine::list<int, 4UL> *',
  'std::__2::broken<int': 'std::broken<int',
};

describe('values: names of types', () => {
  for (const [name, shown] of Object.entries(CASES)) {
    it(`writes ${shown}`, () => assert.equal(typeText(structOf(name, 4, [])), shown));
  }

  it("are what a user's formatter is found by, too", () => {
    const [row] = userFormatters([{ type: 'std::vector<int>', summary: '{self}' }]);
    assert.equal(row!.matches(structOf('std::__2::vector<int, std::__2::allocator<int> >', 12, [])), true);
    assert.equal(row!.matches(structOf('std::__2::vector<char, std::__2::allocator<char> >', 12, [])), false);
  });

  it('end on any nesting', () => {
    assert.equal(typeof typeText(structOf(`std::${'a<'.repeat(20_000)}${'>'.repeat(20_000)}`, 4, [])), 'string');
  });
});
