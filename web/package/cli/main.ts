#!/usr/bin/env node
/** The command `weft-playground`. */
import { cp, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { version } from '../../../package.json';
import { prebuild } from './prebuild.js';
import { UsageError } from './usage_error.js';

/** The site that comes with the package. */
const ownSite = fileURLToPath(new URL('../dist', import.meta.url));

const usage = `weft-playground: runnable C++ in your documentation

  weft-playground prebuild <files, folders or globs> [options]
      Compiles every cpp-weft block of Markdown, MDX, HTML and reStructuredText, so that a
      reader's first Run needs no compiler. Runs those that say what they expect.
      Fails, and writes nothing, when a block does not compile or prints something else.

      --out <folder>       where the programs go: a folder that your site serves
                           (default: weft-prebuilt)
      --compile-only       run nothing: what a block expects is checked another time
      --timeout <seconds>  how long a block with an expect may run (default: 30)
      --site <folder>      use the compiler of another build of weft's site

  weft-playground copy <folder>
      Puts weft's site into a folder of yours, to be served from your own host.

  weft-playground --help, --version
`;

async function main(words: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(words);
  if (values.help === true || words.length === 0) {
    process.stdout.write(usage);
    return 0;
  }
  if (values.version === true) {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const [command, ...rest] = positionals;
  if (command === 'prebuild') {
    if (rest.length === 0) throw new UsageError('prebuild needs files: weft-playground prebuild "docs/**/*.md"');
    const good = await prebuild({
      patterns: rest,
      out: path.resolve(values.out ?? 'weft-prebuilt'),
      site: path.resolve(values.site ?? ownSite),
      version,
      check: values['compile-only'] !== true,
      timeoutMs: readSeconds(values.timeout) * 1000,
      report: (line) => void process.stderr.write(`${line}\n`),
    });
    return good ? 0 : 1;
  }
  if (command === 'copy') {
    const [folder, ...more] = rest;
    if (folder === undefined || more.length > 0) throw new UsageError('copy needs one folder: weft-playground copy public/weft');
    for (const option of ['out', 'timeout', 'site', 'compile-only'] as const) if (values[option] !== undefined) throw new UsageError(`copy has no option --${option}`);
    const there = await stat(folder).catch(() => undefined);
    if (there?.isFile() === true) throw new UsageError(`${folder} is a file`);
    await cp(ownSite, folder, { recursive: true });
    process.stderr.write(`weft's site is in ${folder}\n`);
    return 0;
  }
  throw new UsageError(command === undefined ? 'what is to be done?' : `there is no command "${command}"`);
}

function readArguments(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        timeout: { type: 'string' },
        site: { type: 'string' },
        'compile-only': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
  } catch (error) {
    // Its first sentence; what follows is about words that begin with a dash.
    throw new UsageError((error instanceof Error ? error.message : String(error)).split('. ')[0] ?? '');
  }
}

function readSeconds(text = '30'): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new UsageError(`--timeout ${text}: a number of seconds is needed`);
  return seconds;
}

// Not process.exit(): what was written may not have left yet. Nothing keeps the process alive after this.
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`weft-playground: ${error.message}\nTry weft-playground --help\n`);
  process.exitCode = 2;
}
