import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { root } from '../../tools';

interface Manifest {
  readonly icon: string;
  readonly contributes: {
    readonly breakpoints: readonly { language: string }[];
    readonly commands: readonly { command: string; enablement?: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly views: { readonly wasmscope: readonly { readonly id: string; readonly icon: string }[] };
    readonly walkthroughs: readonly { readonly steps: readonly { readonly id: string; readonly description: string; readonly media: { readonly markdown: string } }[] }[];
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly grammars: readonly { path: string }[];
    readonly languages: readonly { configuration: string }[];
    readonly configuration: { readonly properties: Record<string, { default: unknown; description?: string; markdownDescription?: string }> };
    readonly debuggers: readonly {
      type: string;
      configurationAttributes: Record<'launch' | 'attach', { properties: Record<string, { description: string }> }>;
      configurationSnippets: readonly { body: Record<string, unknown> }[];
    }[];
  };
}

const texts = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
const written = readFileSync(join(root, 'package.json'), 'utf8');
const { contributes, icon } = JSON.parse(written, (_, value: unknown) => (typeof value === 'string' && /^%.+%$/.test(value) ? texts[value.slice(1, -1)] : value)) as Manifest;
const source = (name: string): string => readFileSync(join(root, 'src/vscode', name), 'utf8');
const allSource = (readdirSync(join(root, 'src/vscode'), { recursive: true }) as string[]).filter((name) => name.endsWith('.ts')).map(source).join('\n');
const starting = commandsMadeBy('trustedCommand');
const registered = [...commandsMadeBy('command'), ...starting];

function commandsMadeBy(maker: string): string[] {
  return [...allSource.matchAll(new RegExp(`\\b${maker}\\('(wasmscope\\.\\w+)'`, 'g'))].map((match) => match[1]!);
}

describe('manifest of the extension', () => {
  it('keeps its texts apart, so that they can be translated: each is there, and used', () => {
    const used = [...written.matchAll(/": "%(.+)%"|^\s+"%(.+)%"/gm)].map((match) => match[1] ?? match[2]!);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(texts).sort());
  });

  it('offers the commands that are registered, all of them and no others', () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), registered.sort());
    for (const { command } of Object.values(contributes.menus).flat()) assert.ok(registered.includes(command), command);
  });

  it('offers nothing in restricted mode that would be refused there', () => {
    const needTrust = contributes.commands.filter(({ enablement }) => enablement === 'isWorkspaceTrusted');
    assert.deepEqual(needTrust.map(({ command }) => command).sort(), [...starting].sort());
  });

  it('has a view for each that is filled, and an empty one says the next step by commands that are there', () => {
    const views = contributes.views.wasmscope.map(({ id }) => id);
    const filled = [...allSource.matchAll(/new RowsView(?:<[^(]*>)?\('(wasmscope\.\w+)'/g)].map((match) => match[1]);
    assert.deepEqual([...views].sort(), filled.sort());
    for (const view of views) assert.ok(contributes.viewsWelcome.some((welcome) => welcome.view === view), view);
    for (const { contents } of contributes.viewsWelcome) {
      for (const [, id] of contents.matchAll(/\(command:(wasmscope\.\w+)/g)) assert.ok(registered.includes(id!), id);
    }
    for (const { when } of Object.values(contributes.menus).flat()) {
      const view = /view == ([\w.]+)/.exec(when ?? '')?.[1];
      assert.ok(view === undefined || views.includes(view), view);
    }
  });

  it('walks through every example that is offered, each with its text and its folder', () => {
    const offered = [.../EXAMPLES = \[([^\]]*)\]/.exec(source('example.ts'))![1]!.matchAll(/'([^']+)'/g)].map((match) => match[1]);
    for (const { steps } of contributes.walkthroughs) {
      assert.deepEqual(steps.map(({ id }) => id), offered);
      for (const { id, description, media } of steps) {
        assert.ok(existsSync(join(root, media.markdown)) && existsSync(join(root, 'examples', id, 'broken.mjs')), id);
        assert.deepEqual(JSON.parse(decodeURIComponent(/openExample\?([^)]+)\)/.exec(description)![1]!)), [id]);
        for (const [, command] of description.matchAll(/\(command:([\w.]+)/g)) assert.ok(registered.includes(command!), command);
      }
    }
  });

  it('declares the settings that are read, with the same defaults', () => {
    const read = [...source('settings.ts').matchAll(/section\.get\('([\w.]+)', ([^)]+)\)/g)].map((match) => [`wasmscope.${match[1]}`, match[2]!.replaceAll("'", '"')]);
    const declared = Object.entries(contributes.configuration.properties).map(([name, { default: value }]) => [name, JSON.stringify(value)]);
    assert.deepEqual(declared.sort(), read.sort());
  });

  it('has breakpoints in the languages that compile to WebAssembly', () => {
    const languages = contributes.breakpoints.map(({ language }) => language);
    for (const language of ['rust', 'c', 'cpp', 'zig', 'assemblyscript', 'wat', 'javascript', 'typescript']) assert.ok(languages.includes(language), language);
  });

  it('describes every attribute of a configuration, and its snippets use no others', () => {
    for (const { configurationAttributes, configurationSnippets } of contributes.debuggers) {
      for (const { properties } of Object.values(configurationAttributes)) {
        for (const [name, { description }] of Object.entries(properties)) assert.ok(description.length > 10, name);
      }
      for (const { body } of configurationSnippets) {
        const { type, request, name, ...attributes } = body;
        assert.ok(type === 'wasmscope' && name, JSON.stringify(body));
        const known = configurationAttributes[request as 'launch' | 'attach'].properties;
        for (const attribute of Object.keys(attributes)) assert.ok(attribute in known, attribute);
      }
    }
  });

  it('names only files that are there', () => {
    const files = [icon, ...contributes.views.wasmscope.map((view) => view.icon), ...contributes.grammars.map(({ path }) => path), ...contributes.languages.map(({ configuration }) => configuration)];
    for (const file of files) assert.ok(existsSync(join(root, file)), file);
  });
});
