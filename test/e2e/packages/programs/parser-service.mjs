// es-module-lexer (C) in a service: the imports of a module's text. Its one instance grows with its input.
import { createRequire } from 'node:module';
import { serveAndAsk } from './serve.mjs';

const { init, parse } = createRequire(process.argv[2])('es-module-lexer');
const names = (number) => Array.from({ length: 20 + number * 40 }, (_, index) => `./part-${number}-${index}.js`);

await serveAndAsk(
  async (number) => {
    await init;
    const text = names(number).map((name, index) => `import { a${index} } from '${name}';`).join('\n');
    const [imports] = parse(text);
    return imports.map(({ n }) => n).join(' ');
  },
  (number) => names(number).join(' '),
);
