/** The compiler of the site's build, in Node: what these tests say of clang's output is said by clang. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { compile, compilerFolders, link, proposeFixes, readText } from '../../../wasm/program/drive_clang.mjs';
import { loadLlvm, readAsset } from '../../../wasm/program/load_llvm.mjs';
import { readPack } from '../../../wasm/program/pack.mjs';
import { files, paths } from '../../../wasm/program/recipe.mjs';
import { addFixIts } from '../../../web/src/compiler/fix_its.js';
import { readLinkReport } from '../../../web/src/compiler/link_report.js';
import { readClangReport } from '../../../web/src/compiler/sarif.js';
import { SourceText } from '../../../web/src/compiler/source_text.js';
import type { Diagnostic } from '../../../web/src/protocol/diagnostics.js';
import { programManifestSchema, type ProgramAsset } from '../../../web/src/protocol/program.js';

const folder = resolve(import.meta.dirname, '../../../build/wasm/public/program');

/** As the manifest has them, every field present. */
const whole = (asset: ProgramAsset) => ({ unpackedBytes: asset.bytes, ...asset });

export async function realClang() {
  const { compiler } = v.parse(programManifestSchema, JSON.parse(readFileSync(resolve(folder, 'manifest.json'), 'utf8')));
  const pack = readPack(await readAsset(folder, whole(compiler.sysroot)));
  const assets = Object.fromEntries(Object.entries(compiler.files).map(([name, asset]) => [name, whole(asset)]));
  const llvm = await loadLlvm(folder, assets, compilerFolders(pack, await readAsset(folder, whole(compiler.pch))));
  const description = JSON.parse(readText(pack, files.link));

  return {
    /** Compiles and, if that goes well, links. */
    build(source: string): { diagnostics: readonly Diagnostic[]; wasm: Uint8Array<ArrayBuffer> | null } {
      const text = new SourceText(source);
      const compiled = compile(llvm, source, 'sarif');
      const { diagnostics, otherText } = readClangReport(compiled.report, (path) => (path === paths.source ? text : undefined));
      if (otherText !== '') throw new Error(`clang said, beside SARIF: ${otherText}`);
      if (compiled.object === null) return { diagnostics: addFixIts(diagnostics, proposeFixes(llvm, source), text), wasm: null };
      const linked = link(llvm, description, compiled.object);
      return { diagnostics: [...diagnostics, ...readLinkReport(linked.report)], wasm: linked.wasm };
    },
  };
}
