/** The compiler of the site's build, in Node: what these tests say of clang's output is said by clang. */
import { compile, link, proposeFixes } from '../../../wasm/program/drive_clang.mjs';
import { paths } from '../../../wasm/program/recipe.mjs';
import { addFixIts } from '../../../web/src/compiler/fix_its.js';
import { readLinkReport } from '../../../web/src/compiler/link_report.js';
import { readClangReport } from '../../../web/src/compiler/sarif.js';
import { SourceText } from '../../../web/src/compiler/source_text.js';
import type { Diagnostic } from '../../../web/src/protocol/diagnostics.js';
import { loadCompiler } from '../../support/browsers_compiler.mjs';

export async function realClang() {
  const { llvm, pack } = await loadCompiler();

  return {
    /** Compiles and, if that goes well, links. */
    build(source: string): { diagnostics: readonly Diagnostic[]; wasm: Uint8Array<ArrayBuffer> | null } {
      const text = new SourceText(source);
      const compiled = compile(llvm, source, 'sarif');
      const { diagnostics, otherText } = readClangReport(compiled.report, (path) => (path === paths.source ? text : undefined));
      if (otherText !== '') throw new Error(`clang said, beside SARIF: ${otherText}`);
      if (compiled.object === null) return { diagnostics: addFixIts(diagnostics, proposeFixes(llvm, source), text), wasm: null };
      const linked = link(llvm, pack, compiled.object);
      return { diagnostics: [...diagnostics, ...readLinkReport(linked.report)], wasm: linked.wasm };
    },
  };
}
