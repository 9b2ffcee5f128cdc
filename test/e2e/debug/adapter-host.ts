import { adapterHost } from '../../../src/toolkit/adapter-host';

/** As in the adapter's own process, shared by the sessions of a test run. */
export const host = adapterHost();
