import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { sarifLog, toSarif } from '../../../../src/findings/exporters/sarif';
import { RULES, type RuleName } from '../../../../src/findings/finding';
import { hostileReport, leak, ROOT, sampleReport } from '../sample-report';

describe('sarif report', () => {
  it('gives each finding as a result of its rule, at its place below the root', () => {
    const run = sarifLog(sampleReport, ROOT).runs[0]!;
    const result = run.results!.find(({ ruleId }) => ruleId === leak.rule)!;
    assert.equal(run.tool.driver.rules![result.ruleIndex!]!.id, leak.rule);
    assert.equal(result.level, 'error');
    assert.deepEqual(result.locations![0]!.physicalLocation, {
      artifactLocation: { uri: 'src/rows.c', uriBaseId: 'SRCROOT' }, region: { startLine: 41, startColumn: 17 },
    });
    assert.deepEqual(run.originalUriBaseIds, { SRCROOT: { uri: 'file:///home/me/service/' } });
    assert.equal(result.relatedLocations![0]!.physicalLocation!.region!.startLine, 58);
    assert.deepEqual(result.properties!['evidence'], leak.evidence);
  });

  it('keeps to the ranges of SARIF 2.1.0: lines and columns from 1, known indexes, absolute dates', () => {
    const text = toSarif(sampleReport, { root: ROOT });
    assert.doesNotMatch(text, /"start(Line|Column)": 0/);
    const run = sarifLog(sampleReport).runs[0]!;
    for (const { ruleId, ruleIndex } of run.results!) assert.equal(run.tool.driver.rules![ruleIndex!]!.id, ruleId);
    for (const note of run.invocations![0]!.toolExecutionNotifications!) assert.ok(RULES.includes(note.associatedRule!.id as never));
    assert.equal(run.invocations![0]!.endTimeUtc, '2026-03-04T10:20:38.160Z');
    assert.equal(new Set(run.tool.driver.rules!.map(({ id }) => id)).size, run.tool.driver.rules!.length);
  });

  it('tells the way to a finding in the order in which it happened', () => {
    const at = { file: `${ROOT}/app.mjs`, line: 9, column: 1, function: null };
    const finding = { ...leak, at, related: [{ message: 'elsewhere', at: { ...at, line: 3 } }] };
    const linesOf = (rule: RuleName): (number | undefined)[] | undefined => {
      const { codeFlows } = sarifLog({ ...sampleReport, findings: [{ ...finding, rule }] }, ROOT).runs[0]!.results![0]!;
      return codeFlows?.[0]!.threadFlows[0]!.locations.map(({ location }) => location!.physicalLocation!.region!.startLine);
    };
    assert.deepEqual(linesOf('async/stale-view'), [3, 9]);
    assert.deepEqual(linesOf('handoff/json'), [9, 3]);
    assert.equal(linesOf('memory/leaked-allocation'), undefined, 'callers beside each other are no way');
  });

  it('puts a finding without a place of its own with the program, since code scanning takes none without', () => {
    const target = { ...sampleReport.target, command: 'node --enable-source-maps src/app.mjs --load' };
    const [result] = sarifLog({ ...sampleReport, target, findings: [{ ...leak, at: null, related: [] }] }, ROOT).runs[0]!.results!;
    assert.deepEqual(result!.locations, [{ physicalLocation: { artifactLocation: { uri: 'src/app.mjs' }, region: { startLine: 1 } } }]);
  });

  it('writes any file name as a valid URI', () => {
    const uriOf = (file: string) => sarifLog({ ...sampleReport, findings: [{ ...leak, at: { ...leak.at!, file }, related: [] }] }, '/a b').runs[0]!.results![0]!.locations![0]!.physicalLocation!.artifactLocation!.uri;
    assert.equal(uriOf('/a b/c d#1?.rs'), 'c%20d%231%3F.rs');
    assert.equal(uriOf('C:\\src\\x y.c'), 'file:///C:/src/x%20y.c');
    assert.equal(uriOf('src/lib.rs'), 'src/lib.rs');
    assert.equal(uriOf('webpack://app/./a.js'), 'webpack://app/./a.js');
    assert.equal(uriOf('/a bc/x.c'), 'file:///a%20bc/x.c', 'a folder whose name merely begins like the root is not below it');
    assert.equal(uriOf('/half\ud800.c'), 'file:///half%EF%BF%BD.c');
    const hostile = sarifLog(hostileReport).runs[0]!.results![0]!.locations![0]!.physicalLocation!.artifactLocation!.uri!;
    assert.match(hostile, /^[\w%./:()'!~*;,?&=+$@#-]+$/);
  });
});
