import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RuleName } from '../../../src/findings/finding';
import { remedies, type Remedy } from '../../../src/vscode/quick-fixes/remedies';

/** Asks at the place of `‸` in the text; gives the texts after each remedy. */
function after(rule: RuleName, marked: string, { file = '/a.mjs', evidence = {}, withColumn = true } = {}): Record<string, string> {
  const at = marked.indexOf('‸');
  const text = marked.replace('‸', '');
  const before = text.slice(0, at).split('\n');
  const found = remedies({ finding: { rule, evidence }, file, text, line: before.length, column: withColumn ? before.at(-1)!.length + 1 : 0 });
  return Object.fromEntries(found.map((remedy) => [remedy.kind, applied(text, remedy)]));
}

function applied(text: string, { edits }: Remedy): string {
  return [...edits].sort((a, b) => b.start - a.start).reduce((result, { start, end, text: inserted }) => result.slice(0, start) + inserted + result.slice(end), text);
}

describe('remedies of findings', () => {
  it('await a call that floats, at the beginning of its expression', () => {
    const text = 'async function f(x) {\n  this.pool[n(1)].worker?.‸run(x, ")");\n}\n';
    assert.deepEqual(after('async/floating-call', text), {
      await: 'async function f(x) {\n  await this.pool[n(1)].worker?.run(x, ")");\n}\n',
      catch: 'async function f(x) {\n  this.pool[n(1)].worker?.run(x, ")").catch(console.error);\n}\n',
    });
  });

  it('await only where it may stand', () => {
    const may = (text: string, file = '/a.mjs'): boolean => 'await' in after('async/floating-call', text, { file });
    assert.ok(may('‸run();'));
    assert.ok(!may('‸run();', '/a.js'));
    assert.ok(may('import x from "y";\n‸run();', '/a.ts'));
    assert.ok(may('on("x", async ({ a }, b) => {\n  if (a) {\n    ‸run();\n  }\n});', '/a.js'));
    assert.ok(!may('async function f() {\n  list.forEach((x) => {\n    ‸run(x);\n  });\n}'));
    assert.ok(!may('async function f() {\n  list.forEach((x) => ‸run(x));\n}'));
    assert.ok(may('class A {\n  async *run(x: Map<a, b>): Promise<void> {\n    for await (const y of x) {\n      ‸run(y);\n    }\n  }\n}', '/a.ts'));
    assert.ok(!may('class A {\n  run() {\n    ‸run();\n  }\n}'));
    assert.ok(!may('const text = `async () => {`; function f() { const r = /async () => {/; ‸run(); }'));
    assert.ok(!may('async () => { await ‸run(); }'), 'it is awaited already');
  });

  it('await the argument that can be a promise, unless there are two', () => {
    assert.deepEqual(after('async/promise-as-value', 'const y = ‸hash(1, fetchSize(a, b));'), { await: 'const y = hash(1, await fetchSize(a, b));' });
    assert.deepEqual(after('async/promise-as-value', 'const y = ‸hash(size);', { withColumn: false }), { await: 'const y = hash(await size);' });
    assert.deepEqual(after('async/promise-as-value', '‸hash(a(), b());'), {});
    assert.deepEqual(after('async/promise-as-value', '‸hash(a());', { evidence: { import: 'size' } }), {});
  });

  it('hand a buffer over, or make one of a list of numbers; never of a message that is made of parts', () => {
    const evidence = { form: 'typed-array' };
    assert.deepEqual(after('handoff/clone', 'worker.‸postMessage(job.frame);', { evidence }), { transfer: 'worker.postMessage(job.frame, [job.frame.buffer]);' });
    const numbers = { evidence: { form: 'number-array' } };
    assert.deepEqual(after('handoff/clone', 'f();\n  worker.‸postMessage(job.row);', numbers), { 'typed-array': 'f();\n  const rowValues = Float64Array.from(job.row);\n  worker.postMessage(rowValues, [rowValues.buffer]);' });
    assert.deepEqual(after('handoff/clone', 'if (x)\n  worker.‸postMessage(row);', numbers), {}, 'a statement before it would take its place');
    assert.deepEqual(after('handoff/clone', 'worker.‸postMessage({ row });', { evidence }), {});
    assert.deepEqual(after('handoff/clone', 'worker.‸postMessage(row, [other]);', { evidence }), {});
  });

  it('make a view again before it is used, so that it can be', () => {
    const text = 'const heap = new Uint8Array(memory.buffer, base(), 64);\ngrow();\n  send(‸heap);\n';
    assert.deepEqual(after('async/stale-view', text, { evidence: { view: 'heap' } }), {
      'renew-view': 'let heap = new Uint8Array(memory.buffer, base(), 64);\ngrow();\n  heap = new Uint8Array(memory.buffer, base(), 64);\n  send(heap);\n',
    });
    assert.deepEqual(after('async/stale-view', 'send(‸heap);', { evidence: { view: 'heap' } }), {});
  });

  it('free what was allocated on every path', () => {
    assert.deepEqual(after('memory/unfreed-object', '  const index = ‸new Index(4);\n'), { 'free-finally': '  const index = new Index(4);\n  try {\n  \t$0\n  } finally {\n  \tindex.free();\n  }\n' });
    assert.deepEqual(after('memory/unfreed-object', 'for (;;) {\n\tconst index = ‸new Index(4);\n\tif (index.add(1)) {\n\t\tcount++;\n\t}\n\n\tsum();\n}\n'), {
      'free-finally': 'for (;;) {\n\tconst index = new Index(4);\n\ttry {\n\t\tif (index.add(1)) {\n\t\t\tcount++;\n\t\t}\n\n\t\tsum();\n\t} finally {\n\t\tindex.free();\n\t}\n}\n',
    });
    assert.deepEqual(after('memory/leaked-allocation', 'char *copy = ‸malloc(n); /* kept */\n', { file: '/a.c' }), { 'free-on-error': 'char *copy = malloc(n); /* kept */\nif (${1:failed}) {\n\tfree(copy);\n\treturn ${2:-1};\n}\n' });
    assert.deepEqual(after('memory/leaked-allocation', 'char *copy = ‸malloc(n);\n', { file: '/a.c' }), { 'free-on-error': 'char *copy = malloc(n);\nif (${1:failed}) {\n\tfree(copy);\n\treturn ${2:-1};\n}\n' });
    assert.deepEqual(after('memory/leaked-allocation', 'let copy = ‸Box::leak(b);\n', { file: '/a.rs' }), {});
  });

  it('free in C before each return that leaves an allocation, and at the end of its block', () => {
    const inC = (marked: string): string | undefined => after('memory/leaked-allocation', marked, { file: '/a.c', withColumn: false })['free-before-return'];
    assert.equal(inC('int f(int n) {\n  char *p = malloc(n);‸ // a {\n  if (n > 3) return -1;\n  if (g(p)) {\n    log();\n    return 2;\n  }\n  free(p);\n  return 0;\n}\n'),
      'int f(int n) {\n  char *p = malloc(n); // a {\n  if (n > 3) { free(p); return -1; }\n  if (g(p)) {\n    log();\n    free(p);\n    return 2;\n  }\n  free(p);\n  return 0;\n}\n');
    assert.equal(inC('void f(int n) {\n  for (;;) {\n    char *p = strdup(n);‸\n    g(p);\n  }\n}\n'), 'void f(int n) {\n  for (;;) {\n    char *p = strdup(n);\n    g(p);\n    free(p);\n  }\n}\n');
    assert.equal(inC('int f(int n) {\n  int *p = calloc(n, 4);‸\n  if (n) {\n    free(p);\n    return 1;\n  } else return 2;\n}\n'), 'int f(int n) {\n  int *p = calloc(n, 4);\n  if (n) {\n    free(p);\n    return 1;\n  } else { free(p); return 2; }\n  free(p);\n}\n');
  });

  it('leave to people what C keeps elsewhere, hands back or jumps out of', () => {
    for (const rest of ['kept = p;', 'return p;', 'return p->size;', 'if (n) goto out;', 's->data = (char *)p;', 'if (n > 2) free(p);', 'if (n > 2) {\n    free(p);\n  }', 'if (n > 2) {\n    free(p);\n    if (n > 3) return 2;\n  }', 'p = realloc(p, n);', 'while (n--) if (n == 7) break;']) {
      const marked = `int f(int n) {\n  char *p = malloc(n);‸\n  if (n) return 1;\n  ${rest}\n  return 0;\n}\n`;
      assert.deepEqual(Object.keys(after('memory/leaked-allocation', marked, { file: '/a.c', withColumn: false })), ['free-on-error'], rest);
    }
  });

  it('are none beyond the end of a file, nor in text that is cut off', () => {
    assert.deepEqual(remedies({ finding: { rule: 'async/floating-call', evidence: {} }, file: '/a.mjs', text: 'run();', line: 9, column: 1 }), []);
    assert.deepEqual(after('async/floating-call', 'async () => { ‸run(('), {});
  });
});
