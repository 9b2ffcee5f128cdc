import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseRecordingName, recordingName } from '../../../src/vscode/recording-name';

describe('name of a recording', () => {
  const when = new Date(2026, 0, 31, 9, 5, 7);

  it('says what was recorded and when, and is read again', () => {
    const name = recordingName('server.mjs (4711)', when);
    assert.equal(name, 'server.mjs (4711) 2026-01-31 09.05.07');
    assert.deepEqual(parseRecordingName(name), { what: 'server.mjs (4711)', when });
  });

  it('holds nothing that a file name may not hold', () => {
    assert.equal(recordingName('localhost:8080/größe "a"|b', when), 'localhost_8080_größe _a__b 2026-01-31 09.05.07');
  });

  it('is none where somebody else named the file', () => {
    for (const name of ['CPU.20260131.093000.1.0.001', 'load', '2026-01-31 09.30.05']) assert.equal(parseRecordingName(name), undefined, name);
  });
});
