/** `weft-playground prebuild`: compiles the blocks of a documentation ahead, and checks what they print. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { escapePath, glob } from 'tinyglobby';
import { paths } from '../../../wasm/program/recipe.mjs';
import { readBlock, type Block } from '../../src/embed/format/block.js';
import { readExpectation, withoutTrailingBlanks } from '../../src/embed/format/expectation.js';
import { describeProblem } from '../../src/embed/format/option_docs.js';
import { sourceKey } from '../../src/embed/format/source_key.js';
import type { Diagnostic } from '../../src/protocol/diagnostics.js';
import { findBlocks, knownExtensions } from './blocks/find_blocks.js';
import { placeInFile, type FoundBlock } from './blocks/found_block.js';
import { OutputFolder } from './output_folder.js';
import { runProgram } from './run/run_program.js';
import { Site, type Compiled, type Program } from './site.js';
import { UsageError } from './usage_error.js';

export interface PrebuildOptions {
  readonly patterns: readonly string[];
  readonly out: string;
  /** The site's folder. */
  readonly site: string;
  readonly version: string;
  /** How long a block with `expect` may run. */
  readonly timeoutMs: number;
  readonly report: (line: string) => void;
}

interface PageBlock {
  readonly file: string;
  readonly lines: readonly string[];
  readonly found: FoundBlock;
  readonly block: Block;
  readonly key: string;
}

/** Something to tell, with its place, and `error`s that fail the whole. */
interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  readonly severity: Diagnostic['severity'];
  readonly message: string;
}

/** Where tools keep what they can make again. */
const keepFolder = 'node_modules/.cache/weft-playground';

/** Runs that mostly wait. */
const runsAtOnce = 4;

/** True when all was well, and then only it has written. */
export async function prebuild({ patterns, out, site: siteFolder, version, timeoutMs, report }: PrebuildOptions): Promise<boolean> {
  const site = await Site.open(siteFolder);
  const files = await findFiles(patterns);
  const findings: Finding[] = [];
  const blocks: PageBlock[] = [];
  for (const file of files) blocks.push(...(await readFileBlocks(file, site, findings)));

  const folder = await OutputFolder.open(out, site.compilerId);
  // Of a time that failed what was good is kept apart, for the next.
  const kept = existsSync('node_modules') ? await OutputFolder.open(path.resolve(keepFolder), site.compilerId) : undefined;
  const programs = new Map<string, Program>();
  const sources = new Map(blocks.map((block) => [block.key, block]));
  const toCompile: PageBlock[] = [];
  for (const block of sources.values()) {
    const known = (await folder.read(block.key)) ?? (await kept?.read(block.key));
    if (known === undefined) toCompile.push(block);
    else programs.set(block.key, known);
  }
  if (toCompile.length > 0) report(`compiling ${count(toCompile.length, 'block')}${programs.size > 0 ? `, ${programs.size} unchanged` : ''} …`);
  const compile = toCompile.length > 0 ? await site.loadCompiler() : undefined;
  for (const { key, block, file } of toCompile) {
    const compiled = compile === undefined ? undefined : tryCompile(compile, block.source, file);
    if (compiled === undefined) continue;
    if (compiled.program !== null) programs.set(key, compiled.program);
    for (const same of blocks.filter((other) => other.key === key)) {
      findings.push(...compiled.diagnostics.flatMap((diagnostic) => describeDiagnostic(same, diagnostic)));
    }
  }

  const checked = blocks.filter(({ block, key }) => block.options.expect !== null && programs.has(key));
  const glue = { single: await site.glue('single'), threads: await site.glue('threads') };
  const left = [...checked];
  const check = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const program = programs.get(next.key);
      if (program !== undefined) findings.push(...(await checkExpectation(next, program, glue, timeoutMs)));
    }
  };
  await Promise.all(Array.from({ length: runsAtOnce }, check));

  const order = new Map(files.map((file, index) => [file, index]));
  const rank = ({ file }: Finding) => order.get(file) ?? 0;
  // Notes stay behind what they belong to, since sorting keeps the order of equals only.
  for (const finding of groupNotes(findings).sort(([a], [b]) => rank(a) - rank(b) || a.line - b.line).flat()) report(describeFinding(finding));
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) {
    await kept?.write(version, site.glueId, programs);
    report(`${count(errors, 'error')} in ${count(new Set(findings.filter(({ severity }) => severity === 'error').map(({ file }) => file)).size, 'file')}; nothing was written`);
    return false;
  }
  const bytes = await folder.write(version, site.glueId, programs);
  await kept?.remove();
  report(
    `${count(blocks.length, 'block')} in ${count(files.length, 'file')}: ${toCompile.length} compiled, ${sources.size - toCompile.length} unchanged, ` +
      `${count(checked.length, 'expectation')} held; ${(bytes / 1e6).toFixed(1)} MB in ${path.relative('', out) || '.'}`,
  );
  return true;
}

async function findFiles(patterns: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const pattern of patterns) {
    // A path that a shell has put in place of a pattern may have brackets in its name.
    const literal = existsSync(pattern) ? escapePath(pattern) : pattern;
    const found = await glob(literal, { ignore: '**/node_modules/**' });
    const known = found.filter((file) => knownExtensions.includes(path.extname(file).toLowerCase())).sort();
    if (known.length === 0) {
      throw new UsageError(
        found.length === 0 ? `no file matches "${pattern}"` : `"${pattern}" matches no file of a known kind (${knownExtensions.join(', ')})`,
      );
    }
    for (const file of known) files.add(path.normalize(file));
  }
  return [...files];
}

async function readFileBlocks(file: string, site: Site, findings: Finding[]): Promise<PageBlock[]> {
  const text = await readFile(file, 'utf8');
  const lines = text.split(/\r?\n/);
  const blocks: PageBlock[] = [];
  for (const found of findBlocks(file, text) ?? []) {
    const block = readBlock(found.text, found.options);
    const tell = (message: string, line = found.line) => findings.push({ file, line, severity: 'error', message });
    for (const problem of found.problems) tell(problem.message, problem.line);
    for (const problem of block.problems) tell(describeProblem(problem));
    const { example, expect } = block.options;
    const isReadable = expect === null || isExpectation(expect);
    if (!isReadable) tell(`expect=${JSON.stringify(expect)} is no regular expression`);
    if (example !== null && site.manifest.samples[example] === undefined) tell(`there is no sample "${example}"`);
    if (block.source === '' && example === null) tell('a block without code');
    const key = block.source === '' || found.problems.length > 0 || !isReadable ? null : await sourceKey(block.source);
    if (key !== null) blocks.push({ file, lines, found, block, key });
  }
  return blocks;
}

function isExpectation(value: string): boolean {
  try {
    readExpectation(value);
    return true;
  } catch {
    return false;
  }
}

function tryCompile(compile: (source: string) => Compiled, source: string, file: string): Compiled {
  try {
    return compile(source);
  } catch (error) {
    throw new Error(`the compiler failed on a block of ${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** clang's words, with its places in the block made places in the file. */
function describeDiagnostic(page: PageBlock, diagnostic: Diagnostic): Finding[] {
  const { file, lines, found, block } = page;
  const isOwn = ({ file: of, range }: Diagnostic) => of === paths.source && range !== null;
  // What is wrong in a header was brought about by the block: a note says where. Other notes on headers say nothing of the block.
  const range = [diagnostic, ...diagnostic.notes].find(isOwn)?.range;
  const place = range && placeInFile(found, lines, { line: range.line + block.skippedLines, column: range.column + block.skippedColumns });
  const elsewhere = diagnostic.range === null || isOwn(diagnostic) ? '' : ` (in ${diagnostic.file}:${diagnostic.range.line})`;
  const first: Finding = { file, ...(place ?? { line: found.line }), severity: diagnostic.severity, message: diagnostic.message + elsewhere };
  const notes = diagnostic.notes.filter((note) => isOwn(note) || note.range === null);
  return [first, ...notes.flatMap((note) => describeDiagnostic(page, note))];
}

async function checkExpectation(
  { file, found, block }: PageBlock,
  program: Program,
  glue: Readonly<Record<'single' | 'threads', string>>,
  timeoutMs: number,
): Promise<Finding[]> {
  const { expect, args, stdin } = block.options;
  if (expect === null) return [];
  const expectation = readExpectation(expect);
  const { exit, stdout, stderr, timedOut } = await runProgram({
    wasm: (program.threadsWasm ?? program.wasm).slice(),
    glue: program.threadsWasm === undefined ? glue.single : glue.threads,
    args,
    stdin: stdin ?? '',
    timeoutMs,
  });
  const failed = (message: string): Finding[] => [{ file, line: found.line, severity: 'error', message }];
  if (timedOut) return failed(`it did not end within ${timeoutMs / 1000} s, and had printed ${quote(stdout)}`);
  if (exit.reason === 'failed') return failed(`it could not be run: ${exit.message}`);
  if (expectation.holds(stdout)) return [];
  const ending = exit.message === '' ? '' : ` and ended by ${exit.message.split('\n')[0] ?? ''}`;
  const errors = stderr.trim() === '' ? '' : `; on stderr ${quote(stderr)}`;
  return failed(`expected ${expect.startsWith('/') && expectation.wanted === expect ? expect : quote(expectation.wanted)}, but it printed ${quote(stdout)}${ending}${errors}`);
}

function quote(output: string): string {
  const text = JSON.stringify(withoutTrailingBlanks(output));
  return text.length <= 400 ? text : `${text.slice(0, 399)}…`;
}

function groupNotes(findings: readonly Finding[]): [Finding, ...Finding[]][] {
  const groups: [Finding, ...Finding[]][] = [];
  for (const finding of findings) {
    const last = groups.at(-1);
    if (finding.severity === 'note' && last !== undefined) last.push(finding);
    else groups.push([finding]);
  }
  return groups;
}

function describeFinding({ file, line, column, severity, message }: Finding): string {
  return `${[file, line, ...(column === undefined ? [] : [column])].join(':')}: ${severity}: ${message}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
