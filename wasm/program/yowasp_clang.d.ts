/** The parts of `@yowasp/clang` that `bundle_llvm.mjs` makes visible to `llvm.mjs`. */
declare module 'weft:yowasp-clang' {
  /** jco's instantiation of the component. Synchronous when `instantiateCore` is. */
  export function instantiate(
    getCoreModule: (name: string) => WebAssembly.Module | undefined,
    imports: { runtime: object },
    instantiateCore: (module: WebAssembly.Module, imports: WebAssembly.Imports) => WebAssembly.Instance,
  ): { run: { run(): void } };

  /** Its WebAssembly modules but the largest. */
  export const smallModules: Record<string, Uint8Array<ArrayBuffer>>;
}
