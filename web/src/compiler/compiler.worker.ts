/** The worker in which clang and wasm-ld run: loads them once, then builds one source at a time. */
import { compile, compilerFolders, link, proposeFixes, readText } from '../../../wasm/program/drive_clang.mjs';
import type { Llvm, createLlvm } from '../../../wasm/program/llvm.mjs';
import { readPack } from '../../../wasm/program/pack.mjs';
import type { FileTree } from '../../../wasm/program/virtual_system.mjs';
import { files, paths, type LinkDescription } from '../../../wasm/program/recipe.mjs';
import type { ProgramAsset, ProgramManifest } from '../protocol/program.js';
import { AssetStore } from './asset_store.js';
import { addFixIts } from './fix_its.js';
import { plainError, readLinkReport } from './link_report.js';
import { readClangReport } from './sarif.js';
import { SourceText } from './source_text.js';
import type { FromWorker, LoadedFiles, ToWorker } from './worker_messages.js';

interface Tools {
  readonly llvm: Llvm;
  readonly pack: FileTree;
  readonly linkDescription: LinkDescription;
}

/** A little of everything that programs do. */
const firstProgram = `#include <weft/weft.hpp>
#include <vector>
weft::coroutine<int> number(int value) { co_return value; }
weft::coroutine<> all() {
  std::vector<weft::coroutine<int>> several;
  for (int i = 0; i < 3; ++i) several.push_back(number(i));
  for (const int each : co_await weft::gather(std::move(several))) weft::println("{}", each);
}
int main() { weft::run(all()); }
`;

// A progress bar needs no more than a few steps a second.
const progressEveryMs = 50;

let tools: Tools | null = null;

function post(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

async function load(folder: string, wanted: ProgramManifest['compiler'], kept: LoadedFiles | null): Promise<Tools> {
  const store = new AssetStore(new URL(folder));
  const importing = import(/* @vite-ignore */ store.url(needed(wanted.files, 'llvm.js')).href) as Promise<{ createLlvm: typeof createLlvm }>;
  const loaded = kept ?? (await download(store, wanted));
  post({ type: 'starting' });
  const [{ createLlvm: create }, precompiled, pack] = await Promise.all([
    importing,
    bytesOf(loaded.precompiled),
    bytesOf(loaded.sysroot).then(readPack),
  ]);
  const llvm = await create(loaded.core, compilerFolders(pack, precompiled));
  const linkDescription = JSON.parse(readText(pack, files.link)) as LinkDescription;
  if (kept === null) {
    // The first run makes the engine's machine code: better now than when the reader waits for a program.
    const { object } = compile(llvm, firstProgram, 'text');
    if (object !== null) link(llvm, linkDescription, object);
    // For the worker that follows when this one is stopped: it has the machine code, too.
    post({ type: 'files', files: loaded });
  }
  return { llvm, pack, linkDescription };
}

async function download(store: AssetStore, wanted: ProgramManifest['compiler']): Promise<LoadedFiles> {
  const core = needed(wanted.files, 'llvm.core.wasm');
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
  const [module, precompiled, sysroot] = await Promise.all([
    store
      .open(core, onBytes)
      .then((stream) => WebAssembly.compileStreaming(new Response(stream, { headers: { 'Content-Type': 'application/wasm' } }))),
    store.read(wanted.pch, onBytes),
    store.read(wanted.sysroot, onBytes),
  ]);
  void store.sweep([needed(wanted.files, 'llvm.js'), core, wanted.pch, wanted.sysroot]).catch(() => undefined);
  return { core: module, precompiled, sysroot };
}

async function bytesOf(content: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await content.arrayBuffer());
}

function needed(list: Readonly<Record<string, ProgramAsset>>, name: string): ProgramAsset {
  const asset = list[name];
  if (asset === undefined) throw new Error(`the site's list of files has no ${name}: it was not built completely`);
  return asset;
}

function build({ llvm, pack, linkDescription }: Tools, id: number, source: string): void {
  const text = new SourceText(source);
  const sourceOf = (path: string) => (path === paths.source ? text : headerText(pack, path));
  const compiled = compile(llvm, source, 'sarif');
  const { diagnostics, otherText } = readClangReport(compiled.report, sourceOf);
  const timings = { compileMs: compiled.milliseconds, linkMs: 0 };
  if (compiled.object === null) {
    const isExplained = diagnostics.some(({ severity }) => severity === 'error');
    const found = isExplained
      ? addFixIts(diagnostics, proposeFixes(llvm, source), text)
      : [...diagnostics, plainError(otherText || 'clang failed and did not say why')];
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

/** The header a diagnostic points into. Some have no file: what a macro or the compiler itself made. */
function headerText(pack: FileTree, path: string): SourceText | undefined {
  try {
    return new SourceText(readText(pack, path));
  } catch {
    return undefined;
  }
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

self.addEventListener('message', (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if (message.type === 'load') {
    load(message.folder, message.files, message.kept).then(
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
