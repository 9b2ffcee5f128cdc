import { join } from 'node:path';
import { describeTwins } from '../twins';

describeTwins('async', join(__dirname, 'programs'));
