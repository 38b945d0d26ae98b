/**
 * `import files from 'virtual:weft-python'`: where the site has Python's files (npm's `pyodide`), and how large they are.
 *
 * The interpreter is packed here, since a plain static host sends a `.wasm` file as it is, at nearly three times the size. Its
 * JavaScript becomes one classic script, for the programs' workers, which can import nothing. The names hold a hash of the
 * content, as those of all assets do.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Plugin } from 'vite';
import type { PythonBuild } from '../src/protocol/program_messages.js';

const name = 'virtual:weft-python';
const folder = 'assets';

export interface PythonFileList {
  /** Defines `loadPyodide` and `_createPyodideModule`. */
  readonly glue: PythonFile;
  readonly interpreter: PythonFile;
  readonly library: PythonFile;
  /** Packages there are none: this is all that is kept of the list of them. */
  readonly build: PythonBuild;
}

export interface PythonFile {
  /** Below the site's root. */
  readonly path: string;
  /** Its size as it is sent. */
  readonly bytes: number;
}

interface NamedFile extends PythonFile {
  readonly content: Uint8Array;
}

type NamedFiles = Record<Exclude<keyof PythonFileList, 'build'>, NamedFile>;

export function pythonFiles(): Plugin {
  let made: Promise<NamedFiles> | undefined;
  const make = () => (made ??= makeFiles());
  let building = false;
  return {
    name: 'weft:python-files',
    configResolved(config) {
      building = config.command === 'build';
    },
    resolveId: {
      filter: { id: /^virtual:weft-python$/ },
      handler: () => `\0${name}`,
    },
    load: {
      filter: { id: /^\0virtual:weft-python$/ },
      async handler() {
        const files = Object.entries(await make());
        if (building) {
          for (const [, { path, content }] of files) this.emitFile({ type: 'asset', fileName: path, source: content });
        }
        const list = files.map(([what, { path, bytes }]) => [what, { path, bytes }]);
        return `export default ${JSON.stringify({ ...Object.fromEntries(list), build: await readBuild() })};`;
      },
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const asked = request.url?.replace(/^\/|\?.*$/g, '');
        if (asked?.startsWith(`${folder}/python`) !== true) return next();
        make().then((files) => {
          const file = Object.values(files).find(({ path }) => path === asked);
          if (file) response.end(file.content);
          else next();
        }, next);
      });
    },
  };
}

const find = createRequire(import.meta.url).resolve;

async function makeFiles(): Promise<NamedFiles> {
  const [first, second, third] = await Promise.all([glue(), interpreter(), library()]);
  return { glue: first, interpreter: second, library: third };
}

/** Not bundled: it evaluates text that names its own variables, which a bundler would rename. */
async function glue(): Promise<NamedFile> {
  const [module, loader] = await Promise.all(
    ['pyodide/pyodide.asm.mjs', 'pyodide/pyodide.js'].map((file) => readFile(find(file), 'utf8')),
  );
  const classic = module
    ?.replace(/\bexport default _createPyodideModule;\s*$/, '')
    // A classic script does not know where it is. Pyodide asks only where it also gets told.
    .replaceAll('import.meta.url', 'undefined');
  if (classic === undefined || /\bexport default\b|\bimport\.meta\b/.test(classic)) {
    throw new Error("pyodide.asm.mjs is not of the form that can be made a classic script");
  }
  return named('python-glue', 'js', Buffer.from(`${classic}\n;${loader?.replace(/\n\/\/# sourceMappingURL=.*/, '')}`));
}

async function readBuild(): Promise<PythonBuild> {
  const { info } = JSON.parse(await readFile(find('pyodide/pyodide-lock.json'), 'utf8')) as { info: PythonBuild };
  return info;
}

async function interpreter(): Promise<NamedFile> {
  const packed = await promisify(gzip)(await readFile(find('pyodide/pyodide.asm.wasm')), { level: 9 });
  return named('python', 'wasm.gz', packed);
}

async function library(): Promise<NamedFile> {
  return named('python-library', 'zip', await readFile(find('pyodide/python_stdlib.zip')));
}

function named(stem: string, extension: string, content: Uint8Array): NamedFile {
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 8);
  return { path: `${folder}/${stem}-${hash}.${extension}`, bytes: content.length, content };
}
