/** Modules that Vite and this project's plugins (`vite.config.ts`) make. */
/// <reference types="vite/client" />

declare module 'virtual:weft-program' {
  const manifest: import('./protocol/program.js').ProgramManifest;
  export default manifest;
}

/** A TypeScript entry point bundled, with all it imports, to the text of one classic script. */
declare module '*?classic-script' {
  const text: string;
  export default text;
}
