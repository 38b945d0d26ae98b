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
  /** Whether blocks with `expect` are run. */
  readonly check: boolean;
  /** How long one may. */
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
export async function prebuild({ patterns, out, site: siteFolder, version, check, timeoutMs, report }: PrebuildOptions): Promise<boolean> {
  const site = await Site.open(siteFolder);
  const files = await findFiles(patterns);
  const findings: Finding[] = [];
  const blocks: PageBlock[] = [];
  for (const file of files) blocks.push(...(await readFileBlocks(file, site, findings)));

  const folder = await OutputFolder.open(out, site.compilerId);
  // Of a time that failed what was good is kept apart, for the next.
  const kept = existsSync('node_modules') ? await OutputFolder.open(path.resolve(keepFolder), site.compilerId) : undefined;
  const programs = new Map<string, Program>();
  const toCompile: PageBlock[] = [];
  for (const [key, block] of new Map(blocks.map((one) => [one.key, one]))) {
    const known = (await folder.read(key)) ?? (await kept?.read(key));
    if (known === undefined) toCompile.push(block);
    else programs.set(key, known);
  }
  const unchanged = programs.size;
  if (toCompile.length > 0) {
    report(`compiling ${count(toCompile.length, 'block')}${unchanged > 0 ? `, ${unchanged} unchanged` : ''} …`);
    findings.push(...(await compileBlocks(toCompile, blocks, site, programs)));
  }
  const toCheck = blocks.filter(({ block, key }) => check && block.options.expect !== null && programs.has(key));
  findings.push(...(await checkExpectations(toCheck, programs, site, timeoutMs)));

  for (const finding of inOrder(findings, files)) report(describeFinding(finding));
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    await kept?.write(version, site.glueId, programs);
    const places = new Set(errors.map(({ file }) => file));
    report(`${count(errors.length, 'error')} in ${count(places.size, 'file')}; nothing was written`);
    return false;
  }
  const bytes = await folder.write(version, site.glueId, programs);
  await kept?.remove();
  report(
    `${count(blocks.length, 'block')} in ${count(files.length, 'file')}: ${toCompile.length} compiled, ${unchanged} unchanged, ` +
      `${check ? `${count(toCheck.length, 'expectation')} held` : 'none run'}; ${(bytes / 1e6).toFixed(1)} MB in ${path.relative('', out) || '.'}`,
  );
  return true;
}

/** Compiles each of these once, into `programs`; what there is to say of one is said of all blocks that have the same source. */
async function compileBlocks(
  toCompile: readonly PageBlock[],
  blocks: readonly PageBlock[],
  site: Site,
  programs: Map<string, Program>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const compile = await site.loadCompiler();
  for (const { key, block, file } of toCompile) {
    const { program, diagnostics } = tryCompile(compile, block.source, file);
    if (program !== null) programs.set(key, program);
    for (const same of blocks.filter((other) => other.key === key)) {
      findings.push(...diagnostics.flatMap((diagnostic) => describeDiagnostic(same, diagnostic)));
    }
  }
  return findings;
}

async function checkExpectations(
  blocks: readonly PageBlock[],
  programs: ReadonlyMap<string, Program>,
  site: Site,
  timeoutMs: number,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const glue = { single: await site.glue('single'), threads: await site.glue('threads') };
  const left = [...blocks];
  const checkNext = async (): Promise<void> => {
    const next = left.shift();
    const program = next === undefined ? undefined : programs.get(next.key);
    if (next === undefined || program === undefined) return;
    findings.push(...(await checkExpectation(next, program, glue, timeoutMs)));
    await checkNext();
  };
  await Promise.all(Array.from({ length: runsAtOnce }, checkNext));
  return findings;
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
  const run = () =>
    runProgram({
      wasm: (program.threadsWasm ?? program.wasm).slice(),
      glue: program.threadsWasm === undefined ? glue.single : glue.threads,
      args,
      stdin: stdin ?? '',
      timeoutMs,
    });
  let ended = await run();
  // A program may go by the clock, and a machine that builds a documentation is busy: what a reader sees counts.
  for (let more = 2; more > 0 && !ended.timedOut && !expectation.holds(ended.stdout); more -= 1) ended = await run();
  const { exit, stdout, stderr, timedOut } = ended;
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

/** As they stand in the files, each note behind what it belongs to. */
function inOrder(findings: readonly Finding[], files: readonly string[]): Finding[] {
  const groups: [Finding, ...Finding[]][] = [];
  for (const finding of findings) {
    const last = groups.at(-1);
    if (finding.severity === 'note' && last !== undefined) last.push(finding);
    else groups.push([finding]);
  }
  const rank = new Map(files.map((file, index) => [file, index]));
  const rankOf = ({ file }: Finding) => rank.get(file) ?? 0;
  return groups.sort(([a], [b]) => rankOf(a) - rankOf(b) || a.line - b.line).flat();
}

function describeFinding({ file, line, column, severity, message }: Finding): string {
  return `${[file, line, ...(column === undefined ? [] : [column])].join(':')}: ${severity}: ${message}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
