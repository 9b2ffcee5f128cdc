import { join } from 'node:path';
import { describeTwins } from '../twins';

describeTwins('cache', join(__dirname, 'programs'));
