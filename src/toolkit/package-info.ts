import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The package's root as seen from a bundle in dist/ and from a source file in src/toolkit/. */
export const packageRoot = __dirname.endsWith('dist') ? join(__dirname, '..') : join(__dirname, '..', '..');

export const agentPath = join(packageRoot, 'dist', 'agent.js');

/** The same for a document or worker of a page. */
export const pageAgentPath = join(packageRoot, 'dist', 'agent-page.js');

export const debugBootPath = join(packageRoot, 'dist', 'debug-boot.js');

export const version = (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version;
