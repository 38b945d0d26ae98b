/** The worker in which clang and wasm-ld run: loads them once, then builds one source at a time. */
import { compile, compilerFolders, link, readText } from '../../../wasm/program/drive_clang.mjs';
import type { Llvm, createLlvm } from '../../../wasm/program/llvm.mjs';
import { readPack } from '../../../wasm/program/pack.mjs';
import { files, paths, type LinkDescription } from '../../../wasm/program/recipe.mjs';
import type { ProgramAsset, ProgramManifest } from '../protocol/program.js';
import { AssetStore } from './asset_store.js';
import { plainError, readLinkReport } from './link_report.js';
import { readClangReport } from './sarif.js';
import { SourceText } from './source_text.js';
import type { FromWorker, ToWorker } from './worker_messages.js';

interface Tools {
  readonly llvm: Llvm;
  readonly linkDescription: LinkDescription;
}

// A progress bar needs no more than a few steps a second.
const progressEveryMs = 50;

let tools: Tools | null = null;

function post(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

async function load(folder: string, wanted: ProgramManifest['compiler']): Promise<Tools> {
  const store = new AssetStore(new URL(folder));
  const script = needed(wanted.files, 'llvm.js');
  const core = needed(wanted.files, 'llvm.core.wasm');
  const all = [script, core, wanted.pch, wanted.sysroot];
  const totalBytes = core.bytes + wanted.pch.bytes + wanted.sysroot.bytes;
  let loadedBytes = 0;
  let toldAt = 0;
  const onBytes = (count: number) => {
    loadedBytes = Math.min(loadedBytes + count, totalBytes);
    const now = performance.now();
    if (now - toldAt < progressEveryMs && loadedBytes < totalBytes) return;
    toldAt = now;
    post({ type: 'progress', loadedBytes, totalBytes });
  };
  const [library, module, precompiled, pack] = await Promise.all([
    import(/* @vite-ignore */ store.url(script).href) as Promise<{ createLlvm: typeof createLlvm }>,
    store
      .open(core, onBytes)
      .then((stream) => WebAssembly.compileStreaming(new Response(stream, { headers: { 'Content-Type': 'application/wasm' } }))),
    store.read(wanted.pch, onBytes),
    store.read(wanted.sysroot, onBytes).then(readPack),
  ]);
  void store.sweep(all).catch(() => undefined);
  post({ type: 'starting' });
  const llvm = await library.createLlvm(module, compilerFolders(pack, precompiled));
  // The first run makes the engine's machine code: better now than when the reader waits for a program.
  compile(llvm, 'int main() {}\n', 'text');
  return { llvm, linkDescription: JSON.parse(readText(pack, files.link)) as LinkDescription };
}

function needed(list: Readonly<Record<string, ProgramAsset>>, name: string): ProgramAsset {
  const asset = list[name];
  if (asset === undefined) throw new Error(`the site's list of files has no ${name}: it was not built completely`);
  return asset;
}

function build({ llvm, linkDescription }: Tools, id: number, source: string): void {
  const text = new SourceText(source);
  const compiled = compile(llvm, source, 'sarif');
  const { diagnostics, otherText } = readClangReport(compiled.report, (path) => (path === paths.source ? text : undefined));
  const timings = { compileMs: compiled.milliseconds, linkMs: 0 };
  if (compiled.object === null) {
    const found = diagnostics.some(({ severity }) => severity === 'error') ? diagnostics : [...diagnostics, plainError(otherText || 'clang failed and did not say why')];
    post({ type: 'built', id, wasm: null, diagnostics: found, timings });
    return;
  }
  post({ type: 'linking', id });
  const linked = link(llvm, linkDescription, compiled.object);
  timings.linkMs = linked.milliseconds;
  const linkDiagnostics = readLinkReport(linked.report);
  if (linked.wasm === null && linkDiagnostics.length === 0) linkDiagnostics.push(plainError(linked.report || 'wasm-ld failed and did not say why'));
  post({ type: 'built', id, wasm: linked.wasm, diagnostics: [...diagnostics, ...linkDiagnostics], timings }, linked.wasm === null ? [] : [linked.wasm.buffer]);
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

self.addEventListener('message', (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if (message.type === 'load') {
    load(message.folder, message.files).then(
      (ready) => {
        tools = ready;
        post({ type: 'loaded' });
      },
      (error: unknown) => post({ type: 'load-failed', message: words(error) }),
    );
    return;
  }
  try {
    if (tools === null) throw new Error('the compiler has not been loaded');
    build(tools, message.id, message.source);
  } catch (error) {
    post({ type: 'crashed', id: message.id, message: words(error) });
  }
});
