import { join } from 'node:path';
import { nodeBinaries } from '../../tools';
import { describeTwins } from '../twins';

describeTwins('cache', join(__dirname, 'programs'), nodeBinaries(), { symbols: true });
