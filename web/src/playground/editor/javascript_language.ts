/** JavaScript for Monaco: its own definition, with what suspends set apart as it is in C++. */
import type { languages } from 'monaco-editor/editor/editor.api.js';
import { conf, language } from 'monaco-editor/languages/definitions/javascript/javascript.js';

export const javascriptConfiguration = conf;

const { root = [], ...rest } = language.tokenizer;

export const javascriptLanguage: languages.IMonarchLanguage = {
  ...language,
  tokenizer: { ...rest, root: [[/\b(?:async|await|yield)\b\*?/, 'keyword.coroutine'], ...root] },
};
