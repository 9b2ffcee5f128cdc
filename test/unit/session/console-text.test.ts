import assert from 'node:assert/strict';
import type { Protocol } from 'devtools-protocol';
import { consoleText } from '../../../src/session/console-text';

type Value = Protocol.Runtime.RemoteObject;
const text = (value: string): Value => ({ type: 'string', value });
const number = (value: number): Value => ({ type: 'number', value, description: String(value) });

describe('session: what a page writes', () => {
  it('has its places filled in as the Console Standard says', () => {
    assert.equal(consoleText([text('%s has %d of %f, %i%% %c%o'), text('it'), number(2.9), number(1.5), number(7.2), text('color: red'), text('x'), text('more')]), 'it has 2 of 1.5, 7% x more');
    assert.equal(consoleText([text('50% %s')]), '50% %s');
    assert.equal(consoleText([]), '');
  });

  it('shows every kind of value', () => {
    const object: Value = { type: 'object', description: 'Object', preview: { type: 'object', description: 'Object', overflow: true, properties: [{ name: 'a', type: 'number', value: '1' }, { name: 'b', type: 'string', value: 'x' }] } };
    const list: Value = { type: 'object', subtype: 'array', description: 'Array(2)', preview: { type: 'object', subtype: 'array', description: 'Array(2)', overflow: false, properties: [{ name: '0', type: 'number', value: '1' }, { name: '1', type: 'object', value: 'Object' }] } };
    assert.equal(consoleText([number(1), { type: 'undefined' }, { type: 'object', subtype: 'null', value: null }, { type: 'bigint', unserializableValue: '5n', description: '5n' }, object, list]), `1 undefined null 5n {a: 1, b: 'x', …} [1, Object]`);
    assert.equal(consoleText([{ type: 'object', subtype: 'error', description: 'Error: no\n    at x' }]), 'Error: no\n    at x');
  });
});
