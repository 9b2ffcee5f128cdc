import { join } from 'node:path';
import { describeTwins } from '../twins';

describeTwins('handoff', join(__dirname, 'programs'));
