import { rounds } from './rounds';

// The everyday test does the same less often; it reads its count when it is loaded.
process.env['WASMSCOPE_LAUNCHES'] = String(rounds(1_000));
// eslint-disable-next-line @typescript-eslint/no-require-imports -- after the count is set
require('../e2e/debug/launches.test');
