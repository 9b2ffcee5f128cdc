// web-tree-sitter (C by Emscripten, loads a grammar as a second module that links with it) in a service: JSON to trees.
import { createRequire } from 'node:module';
import { serveAndAsk } from './serve.mjs';

const require = createRequire(process.argv[2]);
const { Parser, Language } = require('web-tree-sitter');
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(require.resolve('tree-sitter-json/tree-sitter-json.wasm')));

const numbers = (request) => Array.from({ length: 20 + request * 10 }, (_, index) => index);

await serveAndAsk(
  async (request) => {
    const tree = parser.parse(JSON.stringify(numbers(request)));
    const count = tree.rootNode.firstChild.namedChildCount;
    tree.delete();
    return String(count);
  },
  (request) => String(numbers(request).length),
);
