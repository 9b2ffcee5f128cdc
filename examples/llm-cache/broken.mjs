import { cached } from './cache-broken.mjs';
import { serve } from './service.mjs';

await serve(cached);
