/**
 * One compiler for all live documents of a page. They are frames of one origin beside each other, so each can reach what the
 * others have, whatever page is around them: the first that needs a compiler makes it, and the others use that one.
 */
import type { BuildOptions, BuildResult, Compiler } from '../../protocol/compiler.js';

const shelf = 'weftSharedCompiler';

export class SharedCompiler implements Compiler {
  readonly #make: () => Compiler;
  #own: Compiler | undefined;

  constructor(make: () => Compiler) {
    this.#make = make;
  }

  get loaded(): boolean {
    return this.#find()?.loaded === true;
  }

  load(options?: BuildOptions): Promise<void> {
    return this.#get().load(options);
  }

  build(source: string, options?: BuildOptions): Promise<BuildResult> {
    return this.#get().build(source, options);
  }

  /** Others may be using it: it goes with this document. */
  dispose(): void {}

  #get(): Compiler {
    const found = this.#find();
    if (found) return found;
    this.#own = this.#make();
    Reflect.set(window, shelf, this.#own);
    return this.#own;
  }

  /** Looked for each time: the document that had it may have been taken off the page, its workers with it. */
  #find(): Compiler | undefined {
    if (this.#own) return this.#own;
    for (let i = 0; i < window.parent.length; i += 1) {
      try {
        const compiler: unknown = Reflect.get(window.parent[i] as Window, shelf);
        if (compiler) return compiler as Compiler;
      } catch {
        // A frame of somebody else's.
      }
    }
    return undefined;
  }
}
