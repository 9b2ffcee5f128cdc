import { cached } from './cache-mended.mjs';
import { serve } from './service.mjs';

await serve(cached);
