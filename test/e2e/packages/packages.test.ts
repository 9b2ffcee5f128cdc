import assert from 'node:assert/strict';
import { join } from 'node:path';
import { atLeast } from '../../../src/findings/finding';
import { installedPackages } from '../../installed-packages';
import { nodeBinaries } from '../../tools';
import { parseReport, runCli } from '../run-cli';

/** Published modules of three toolchains, at the versions that the services beside this file were written for. */
const PACKAGES = ['hash-wasm@4.13.0', 'es-module-lexer@1.7.0', '@jsquash/png@3.1.1', 'web-tree-sitter@0.25.10', 'tree-sitter-json@0.24.8'];
const SERVICES = ['hash-service', 'parser-service', 'codec-service', 'grammar-service'];

describe('published packages in an ordinary service are no findings', function () {
  this.timeout(180_000);
  let manifest: string;
  before(function () {
    manifest = installedPackages(this, 'packages', PACKAGES);
  });

  for (const node of nodeBinaries()) {
    for (const service of SERVICES) {
      it(`${service} on ${node}`, async () => {
        const run = await runCli(['check', '--json', '--', node, join(__dirname, 'programs', `${service}.mjs`), manifest]);
        const report = parseReport(run);
        assert.equal(run.stderr, 'answered 60\n', 'it runs and says what it does alone');
        assert.ok(report.modules.some(({ instances }) => instances > 0), 'its module was seen');
        assert.deepEqual(report.findings.filter(({ severity }) => atLeast(severity, 'warning')).map(({ rule, message, at }) => ({ rule, message, at })), []);
        assert.equal(run.exitCode, 0);
      });
    }
  }
});
