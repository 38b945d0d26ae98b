/** Modules that Vite and this project's plugins (`vite.config.ts`) make. */
/// <reference types="vite/client" />

declare module 'virtual:weft-program' {
  const manifest: import('./protocol/program.js').ProgramManifest;
  export default manifest;
}

declare module 'virtual:weft-python' {
  const files: import('../vite/python_files.js').PythonFileList;
  export default files;
}

/** Monaco's definitions of languages, each in a module without types. */
declare module 'monaco-editor/languages/definitions/*' {
  import type { languages } from 'monaco-editor/editor/editor.api.js';
  export const conf: languages.LanguageConfiguration;
  export const language: languages.IMonarchLanguage;
}

/** A TypeScript entry point bundled, with all it imports, to the text of one classic script. */
declare module '*?classic-script' {
  const text: string;
  export default text;
}
