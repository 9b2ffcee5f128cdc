// As ts-node, esbuild-register and others do it: the map stands at the end of the text, and Node is not told.
const { readFileSync } = require('node:fs');
const { transformSync } = require('esbuild');

require.extensions['.ts'] = (module, file) => {
  const { code } = transformSync(readFileSync(file, 'utf8'), { loader: 'ts', format: 'cjs', sourcefile: file, sourcemap: 'inline', minifyWhitespace: true });
  module._compile(code, file);
};
