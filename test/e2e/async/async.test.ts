import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { nodeBinaries } from '../../tools';
import { describeTwins } from '../twins';

const hasJspi = (node: string): boolean => execFileSync(node, ['-p', "'Suspending' in WebAssembly"], { encoding: 'utf8' }).trim() === 'true';

describeTwins('async', join(__dirname, 'programs'));
describeTwins('async, suspended by V8', join(__dirname, '..', 'async-jspi', 'programs'), nodeBinaries().filter(hasJspi));
