/**
 * Python 3 for Monaco's tokenizer. Monaco's own definition loses its way at the first line that is no comment, and knows no
 * functions; this one also sets `async`, `await` and `yield` apart, since suspension points are what a reader looks for here.
 */
import type { languages } from 'monaco-editor/editor/editor.api.js';

export const pythonConfiguration: languages.LanguageConfiguration = {
  comments: { lineComment: '#' },
  brackets: [
    ['{', '}'],
    ['[', ']'],
    ['(', ')'],
  ],
  autoClosingPairs: [
    { open: '{', close: '}' },
    { open: '[', close: ']' },
    { open: '(', close: ')' },
    { open: '"', close: '"', notIn: ['string'] },
    { open: "'", close: "'", notIn: ['string', 'comment'] },
  ],
  surroundingPairs: [
    { open: '{', close: '}' },
    { open: '[', close: ']' },
    { open: '(', close: ')' },
    { open: '"', close: '"' },
    { open: "'", close: "'" },
  ],
  onEnterRules: [{ beforeText: /^\s*\S.*:\s*(?:#.*)?$/, action: { indentAction: 1 } }],
  folding: { offSide: true },
};

export const pythonLanguage: languages.IMonarchLanguage = {
  defaultToken: '',
  tokenPostfix: '.python',
  brackets: [
    { token: 'delimiter.curly', open: '{', close: '}' },
    { token: 'delimiter.parenthesis', open: '(', close: ')' },
    { token: 'delimiter.square', open: '[', close: ']' },
  ],
  coroutineKeywords: ['async', 'await', 'yield'],
  keywords: [
    'False', 'None', 'True', 'and', 'as', 'assert', 'break', 'case', 'class', 'continue', 'def', 'del', 'elif', 'else', 'except',
    'finally', 'for', 'from', 'global', 'if', 'import', 'in', 'is', 'lambda', 'match', 'nonlocal', 'not', 'or', 'pass', 'raise',
    'return', 'try', 'while', 'with',
  ],
  types: ['bool', 'bytes', 'dict', 'float', 'frozenset', 'int', 'list', 'object', 'set', 'str', 'tuple', 'type'],
  tokenizer: {
    root: [
      [/\s+/, ''],
      [/#.*$/, 'comment'],
      [/[fF][rR]?"""|[rR][fF]"""/, { token: 'string', next: '@formatted."""' }],
      [/[fF][rR]?'''|[rR][fF]'''/, { token: 'string', next: "@formatted.'''" }],
      [/[fF][rR]?"|[rR][fF]"/, { token: 'string', next: '@formatted."' }],
      [/[fF][rR]?'|[rR][fF]'/, { token: 'string', next: "@formatted.'" }],
      [/[rRbBuU]{0,2}"""/, { token: 'string', next: '@string."""' }],
      [/[rRbBuU]{0,2}'''/, { token: 'string', next: "@string.'''" }],
      [/[rRbBuU]{0,2}"/, { token: 'string', next: '@string."' }],
      [/[rRbBuU]{0,2}'/, { token: 'string', next: "@string.'" }],
      [/@[A-Za-z_][\w.]*/, 'annotation'],
      // A name that is called, or defined as a function.
      [
        /[A-Za-z_]\w*(?=\s*\()/,
        { cases: { '@coroutineKeywords': 'keyword.coroutine', '@keywords': 'keyword', '@types': 'type', '@default': 'function' } },
      ],
      // Classes are in CamelCase; constants are not.
      [/[A-Z][A-Za-z\d]*[a-z][A-Za-z\d]*(?!\w)/, { cases: { '@keywords': 'keyword', '@default': 'type' } }],
      [
        /[A-Za-z_]\w*/,
        { cases: { '@coroutineKeywords': 'keyword.coroutine', '@keywords': 'keyword', '@types': 'type', '@default': 'identifier' } },
      ],
      [/0[xX][\da-fA-F_]+/, 'number.hex'],
      [/0[bB][01_]+/, 'number.binary'],
      [/(?:\d[\d_]*)?\.\d[\d_]*(?:[eE][-+]?\d+)?|\d[\d_]*\.?(?:[eE][-+]?\d+)?/, 'number'],
      [/[{}()[\]]/, '@brackets'],
      [/[=><!~?:&|+\-*/^%@;,.]+/, 'delimiter'],
    ],
    string: [
      [/\\./, 'string.escape'],
      [/["']{3}|["']/, { cases: { '$0==$S2': { token: 'string', next: '@pop' }, '@default': 'string' } }],
      [/[^\\"']+/, 'string'],
    ],
    formatted: [
      [/\\./, 'string.escape'],
      [/\{\{|\}\}/, 'string.escape'],
      [/\{[^{}]*\}/, 'string.escape'],
      [/["']{3}|["']/, { cases: { '$0==$S2': { token: 'string', next: '@pop' }, '@default': 'string' } }],
      [/[^\\"'{}]+|[{}]/, 'string'],
    ],
  },
};
