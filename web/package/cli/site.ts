/** The weft site whose compiler and glue are used: that of this package, or another build of it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { compile, compilerFolders, link } from '../../../wasm/program/drive_clang.mjs';
import { loadLlvm, readAsset } from '../../../wasm/program/load_llvm.mjs';
import { readPack } from '../../../wasm/program/pack.mjs';
import { backEndArguments, compileArguments, linkArguments, paths } from '../../../wasm/program/recipe.mjs';
import { plainError, readLinkReport } from '../../src/compiler/link_report.js';
import { readClangReport } from '../../src/compiler/sarif.js';
import { SourceText } from '../../src/compiler/source_text.js';
import { glueId } from '../../src/embed/format/prebuilt_manifest.js';
import type { Diagnostic } from '../../src/protocol/diagnostics.js';
import { programManifestSchema, type ProgramManifest } from '../../src/protocol/program.js';
import { UsageError } from './usage_error.js';

export interface Program {
  readonly wasm: Uint8Array<ArrayBuffer>;
  /** The same with real threads, for a program that starts any. */
  readonly threadsWasm?: Uint8Array<ArrayBuffer>;
}

export interface Compiled {
  /** Null when it does not compile, or link. */
  readonly program: Program | null;
  readonly diagnostics: readonly Diagnostic[];
}

export class Site {
  readonly #folder: string;
  readonly manifest: ProgramManifest;

  private constructor(folder: string, manifest: ProgramManifest) {
    this.#folder = folder;
    this.manifest = manifest;
  }

  static async open(folder: string): Promise<Site> {
    const programs = path.join(folder, 'program');
    const text = await readFile(path.join(programs, 'manifest.json'), 'utf8').catch(() => {
      throw new UsageError(`there is no weft site in ${folder}: it has no program/manifest.json`);
    });
    const manifest = v.safeParse(programManifestSchema, JSON.parse(text));
    if (!manifest.success) throw new UsageError(`the site in ${folder} is of another version of weft`);
    return new Site(programs, manifest.output);
  }

  /** What programs depend on besides their source. */
  get compilerId(): string {
    const noLibraries = { libraries: [], options: [] };
    const all = [
      this.manifest.compiler,
      this.glueId,
      [compileArguments('text'), backEndArguments(), linkArguments(noLibraries, 'single'), linkArguments(noLibraries, 'threads')],
    ];
    return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 16);
  }

  get glueId(): string {
    return glueId(this.manifest);
  }

  glue(kind: 'single' | 'threads'): Promise<string> {
    return readFile(path.join(this.#folder, kind === 'single' ? this.manifest.glue : this.manifest.threadsGlue), 'utf8');
  }

  /** Takes seconds. */
  async loadCompiler(): Promise<(source: string) => Compiled> {
    const { files, pch, sysroot, threads } = this.manifest.compiler;
    const [precompiled, pack, threadsPack] = await Promise.all([
      readAsset(this.#folder, pch),
      readAsset(this.#folder, sysroot).then(readPack),
      readAsset(this.#folder, threads).then(readPack),
    ]);
    const llvm = await loadLlvm(this.#folder, files, compilerFolders([pack, threadsPack], precompiled));
    return (source) => {
      const text = new SourceText(source);
      const compiled = compile(llvm, source, 'sarif');
      const { diagnostics, otherText } = readClangReport(compiled.report, (file) => (file === paths.source ? text : undefined));
      if (compiled.object === null) {
        const explained = diagnostics.some(({ severity }) => severity === 'error');
        return { program: null, diagnostics: explained ? diagnostics : [...diagnostics, plainError(otherText || 'clang failed and did not say why')] };
      }
      const single = link(llvm, pack, compiled.object);
      const withThreads = single.usesThreads ? link(llvm, threadsPack, compiled.object, 'threads') : undefined;
      const linkDiagnostics = readLinkReport(single.report);
      if (single.wasm === null || withThreads?.wasm === null) {
        const report = single.wasm === null ? single.report : withThreads?.report;
        if (linkDiagnostics.length === 0) linkDiagnostics.push(plainError(report || 'wasm-ld failed and did not say why'));
        return { program: null, diagnostics: [...diagnostics, ...linkDiagnostics] };
      }
      const program = { wasm: single.wasm, ...(withThreads?.wasm === undefined ? {} : { threadsWasm: withThreads.wasm }) };
      return { program, diagnostics: [...diagnostics, ...linkDiagnostics] };
    };
  }
}
