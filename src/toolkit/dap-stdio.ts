/** The adapter's own process, as the extension starts it: dist/adapter.js. */
import { serveDapOnStdio } from './dap';

serveDapOnStdio();
