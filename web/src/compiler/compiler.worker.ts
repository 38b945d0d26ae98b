/** The worker in which clang and wasm-ld run: loads them once, then builds one source at a time. */
import { compile, compilerFolders, link, proposeFixes, readText, type LinkResult } from '../../../wasm/program/drive_clang.mjs';
import type { Llvm, createLlvm } from '../../../wasm/program/llvm.mjs';
import { readPack } from '../../../wasm/program/pack.mjs';
import type { FileTree } from '../../../wasm/program/virtual_system.mjs';
import { paths } from '../../../wasm/program/recipe.mjs';
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
  /** The same for programs with threads, loaded at the first. A failed download is tried again by the next. */
  readonly forThreads: () => Promise<{ readonly llvm: Llvm; readonly pack: FileTree }>;
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
  const llvm = create(loaded.core, compilerFolders([pack], precompiled));
  if (kept === null) {
    // The first run makes the engine's machine code: better now than when the reader waits for a program.
    const { object } = compile(llvm, firstProgram, 'text');
    if (object !== null) link(llvm, pack, object);
    // For the worker that follows when this one is stopped: it has the machine code, too.
    post({ type: 'files', files: loaded });
  }
  const loadForThreads = async () => {
    const threads = loaded.threads ?? (await downloadThreads(store, wanted));
    if (loaded.threads === null) post({ type: 'files', files: { ...loaded, threads } });
    const threadsPack = readPack(await bytesOf(threads));
    return { llvm: create(loaded.core, compilerFolders([pack, threadsPack], precompiled)), pack: threadsPack };
  };
  let threadsTools: ReturnType<typeof loadForThreads> | undefined;
  const forThreads = () => {
    threadsTools ??= loadForThreads();
    threadsTools.catch(() => (threadsTools = undefined));
    return threadsTools;
  };
  return { llvm, pack, forThreads };
}

async function download(store: AssetStore, wanted: ProgramManifest['compiler']): Promise<LoadedFiles> {
  const core = needed(wanted.files, 'llvm.core.wasm');
  const onBytes = progress(core.bytes + wanted.pch.bytes + wanted.sysroot.bytes);
  const [module, precompiled, sysroot] = await Promise.all([
    store
      .open(core, onBytes)
      .then((stream) => WebAssembly.compileStreaming(new Response(stream, { headers: { 'Content-Type': 'application/wasm' } }))),
    store.read(wanted.pch, onBytes),
    store.read(wanted.sysroot, onBytes),
  ]);
  void store.sweep([needed(wanted.files, 'llvm.js'), core, wanted.pch, wanted.sysroot, wanted.threads]).catch(() => undefined);
  return { core: module, precompiled, sysroot, threads: null };
}

function downloadThreads(store: AssetStore, wanted: ProgramManifest['compiler']): Promise<Blob> {
  return store.read(wanted.threads, progress(wanted.threads.bytes));
}

/** Told of bytes as they come, tells the page. */
function progress(totalBytes: number): (count: number) => void {
  let loadedBytes = 0;
  let toldAt = 0;
  return (count) => {
    loadedBytes = Math.min(loadedBytes + count, totalBytes);
    const now = performance.now();
    if (now - toldAt < progressEveryMs && loadedBytes < totalBytes) return;
    toldAt = now;
    post({ type: 'progress', loadedBytes, totalBytes });
  };
}

async function bytesOf(content: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await content.arrayBuffer());
}

function needed(list: Readonly<Record<string, ProgramAsset>>, name: string): ProgramAsset {
  const asset = list[name];
  if (asset === undefined) throw new Error(`the site's list of files has no ${name}: it was not built completely`);
  return asset;
}

async function build({ llvm, pack, forThreads }: Tools, id: number, source: string, threads: boolean): Promise<void> {
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
  let linked: LinkResult = link(llvm, pack, compiled.object);
  timings.linkMs = linked.milliseconds;
  if (linked.wasm !== null && linked.usesThreads && threads) {
    const tools = await forThreads();
    linked = link(tools.llvm, tools.pack, compiled.object, 'threads');
    timings.linkMs += linked.milliseconds;
  }
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

/** Each time a moment after the last message: one that has come meanwhile goes first. */
function prepareWhenIdle(llvm: Llvm): void {
  setTimeout(() => {
    if (llvm.prepare()) prepareWhenIdle(llvm);
  });
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
        prepareWhenIdle(ready.llvm);
      },
      (error: unknown) => post({ type: 'load-failed', message: words(error) }),
    );
    return;
  }
  const crashed = (error: unknown) => post({ type: 'crashed', id: message.id, message: words(error) });
  if (tools === null) return crashed(new Error('the compiler has not been loaded'));
  const { llvm } = tools;
  build(tools, message.id, message.source, message.threads).then(() => prepareWhenIdle(llvm), crashed);
});
