import { join } from 'node:path';
import { describeTwins } from '../twins';

describeTwins('memory', join(__dirname, 'programs'));
