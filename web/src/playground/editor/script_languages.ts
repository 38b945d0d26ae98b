/** Python and JavaScript for Monaco: its own definitions, with what suspends set apart as it is in C++. */
import type { languages } from 'monaco-editor/editor/editor.api.js';
import { conf as javascriptConfiguration, language as javascript } from 'monaco-editor/languages/definitions/javascript/javascript.js';
import { conf as pythonConfiguration, language as python } from 'monaco-editor/languages/definitions/python/python.js';

export { javascriptConfiguration, pythonConfiguration };

export const pythonLanguage = withSuspensions(python, /\b(?:async|await|yield)\b/);
export const javascriptLanguage = withSuspensions(javascript, /\b(?:async|await|yield)\b/);

function withSuspensions(language: languages.IMonarchLanguage, words: RegExp): languages.IMonarchLanguage {
  const { root = [], ...rest } = language.tokenizer;
  return { ...language, tokenizer: { ...rest, root: [[words, 'keyword.coroutine'], ...root] } };
}
