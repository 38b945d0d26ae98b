/** The package as its users have it: packed, installed into a project of theirs, and used there. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { optionNames } from '../../web/src/embed/format/options.js';
import { buildPackage } from '../../web/scripts/npm_package.mjs';
import { project } from '../../wasm/toolchain/setup.mjs';

const scratch = mkdtempSync(path.join(tmpdir(), 'weft-package-'));
const site = path.join(scratch, 'their-docs');
const installed = path.join(site, 'node_modules/weft-playground');

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[], cwd = site): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
    });
  });
}

function write(name: string, text: string) {
  mkdirSync(path.dirname(path.join(site, name)), { recursive: true });
  writeFileSync(path.join(site, name), text);
}

beforeAll(async () => {
  await buildPackage(path.join(scratch, 'package'));
  const packed = await run('npm', ['pack', '--json', '--pack-destination', scratch], path.join(scratch, 'package'));
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
  write('package.json', JSON.stringify({ name: 'their-docs', private: true, type: 'module' }));
  // Offline: it needs nothing else.
  const installation = await run('npm', ['install', '--offline', '--no-audit', '--no-fund', path.join(scratch, filename)]);
  if (installation.code !== 0) throw new Error(installation.stderr);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const program = '#include <weft/weft.hpp>\nint main() { weft::println("{}", 6 * 7); }\n';

test('npx weft-playground prebuild compiles and checks', async () => {
  write('docs/good.md', `\`\`\`cpp-weft expect="42"\n${program}\`\`\`\n`);
  const good = await run('npx', ['weft-playground', 'prebuild', 'docs/*.md', '--out', 'public/programs']);
  expect(good.stderr).toMatch(/1 block in 1 file: 1 compiled, 0 unchanged, 1 expectation held; 0\.\d MB in public\/programs\n$/);
  expect(good.code).toBe(0);
  expect(readdirSync(path.join(site, 'public/programs'))).toHaveLength(2);

  write('docs/wrong.md', `# Wrong\n\n\`\`\`cpp-weft expect="43"\n${program}\`\`\`\n`);
  const wrong = await run('npx', ['weft-playground', 'prebuild', 'docs/*.md', '--out', 'public/programs']);
  expect(wrong.stderr).toContain('docs/wrong.md:3: error: expected "43", but it printed "42"\n');
  expect(wrong.code).toBe(1);
});

test('npx weft-playground copy leaves a whole site', async () => {
  expect((await run('npx', ['weft-playground', 'copy', 'public/weft'])).code).toBe(0);
  const copied = path.join(site, 'public/weft');
  for (const file of ['index.html', 'embed.html', 'embed.js', 'sw.js', 'program/manifest.json']) expect(existsSync(path.join(copied, file)), file).toBe(true);
  const { compiler } = JSON.parse(readFileSync(path.join(copied, 'program/manifest.json'), 'utf8'));
  for (const { path: file } of Object.values<{ path: string }>(compiler.files)) expect(existsSync(path.join(copied, 'program', file)), file).toBe(true);
  // weft's own documentation is not theirs.
  expect(existsSync(path.join(copied, 'docs'))).toBe(false);
});

test('its README has all options in its table', () => {
  const readme = readFileSync(path.join(installed, 'README.md'), 'utf8');
  for (const name of optionNames) expect(readme).toContain(`| \`${name}\` |`);
  expect(readme).not.toContain('<!--');
});

test('whoever uses its types can compile', async () => {
  write(
    'page.ts',
    `import type { WeftPlayground, WeftRunResult } from 'weft-playground';
const playground = document.querySelector('weft-playground');
if (playground) {
  const same: WeftPlayground = playground;
  same.source = 'int main() {}';
  same.addEventListener('weft-output', ({ detail }) => console.log(detail.stream, detail.text.length));
  same.addEventListener('weft-exit', ({ detail }) => console.log(detail.exitCode.toFixed(), detail.diagnostics[0]?.range?.line));
  same.addEventListener('click', ({ clientX }) => console.log(clientX));
  const { stdout, timings }: WeftRunResult = await same.run();
  console.log(stdout.length, timings.compileMs);
  same.addEventListener('execute', ({ detail }) => console.log(detail.length));
  same.addEventListener('result', ({ detail }) => console.log(detail.reason));
  same.readonly = '';
  same.height = '200';
  same.expect = 'hello';
  console.log(same.readonly?.length);
  same.stop();
  // @ts-expect-error there is no such option
  same.colour = 'red';
  // @ts-expect-error there is no such method
  same.halt();
  // @ts-expect-error the detail is no number
  same.addEventListener('weft-exit', ({ detail }) => detail.toFixed());
}
export {};
`,
  );
  write(
    'config.ts',
    `import weftForRemark from 'weft-playground/docusaurus';
import { weftHead, weftPlayground } from 'weft-playground/vitepress';
export const head: [string, Record<string, string>][] = [weftHead({ src: '/weft/embed.js', prebuilt: '/programs/' })];
export const remarkPlugins: (() => (tree: object) => void)[] = [weftForRemark];
export const config = (md: { renderer: { rules: { fence?: (tokens: object[], index: number) => string } } }) => weftPlayground(md);
// @ts-expect-error the script's address is needed
weftHead({});
`,
  );
  const tsc = path.join(project, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom', '--types', ''];
  for (const [module, resolution] of [['nodenext', 'nodenext'], ['esnext', 'bundler']] as const) {
    const checked = await run(process.execPath, [tsc, ...options, '--module', module, '--moduleResolution', resolution, 'page.ts', 'config.ts']);
    expect(checked).toEqual({ code: 0, stdout: '', stderr: '' });
  }
});

describe('a fence with options', () => {
  const fence = '- item\n\n  ```cpp-weft{2} expect=\'a "b" <c>\' readonly\n  #include <weft/weft.hpp> // {{ x }} & y\n\n  int main() {}\n  ```\n\n```cpp\nint x;\n```\n';

  test('becomes a playground by the plugin for VitePress', async () => {
    const { weftPlayground } = await import(/* @vite-ignore */ pathToFileURL(path.join(installed, 'integrations/vitepress.js')).href);
    const { default: MarkdownIt } = await import('markdown-it');
    const html = new MarkdownIt().use(weftPlayground).render(fence);
    expect(html).toContain(
      '<weft-playground v-pre highlight="2" expect="a &#34;b&#34; &#60;c&#62;" readonly><pre><code class="language-cpp-weft">' +
        '#include &#60;weft/weft.hpp&#62; // {{ x }} &#38; y\n\nint main() {}\n</code></pre></weft-playground>\n',
    );
    expect(html).toContain('<pre><code class="language-cpp">int x;\n</code></pre>');
  });

  test('becomes a playground by the plugin for Docusaurus', async () => {
    const { default: weftPlayground } = await import(/* @vite-ignore */ pathToFileURL(path.join(installed, 'integrations/docusaurus.js')).href);
    const markdown = fromMarkdown(fence);
    weftPlayground()(markdown);
    const tree = JSON.parse(JSON.stringify(markdown));
    const { type, name, attributes, children } = tree.children[0].children[0].children[1];
    expect({ type, name }).toEqual({ type: 'mdxJsxFlowElement', name: 'weft-playground' });
    expect(attributes.map((attribute: { name: string; value: string }) => [attribute.name, attribute.value])).toEqual([
      ['highlight', '2'],
      ['expect', 'a "b" <c>'],
      ['readonly', 'true'],
    ]);
    const [{ type: kind, value, data }] = children[0].children[0].children;
    expect([kind, JSON.parse(value)]).toEqual(['mdxTextExpression', '#include <weft/weft.hpp> // {{ x }} & y\n\nint main() {}\n']);
    expect(data.estree.body[0].expression).toEqual({ type: 'Literal', value: JSON.parse(value), raw: value });
    expect(tree.children[1]).toMatchObject({ type: 'code', lang: 'cpp' });
  });
});
