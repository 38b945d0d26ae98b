/**
 * C++23 for Monaco's tokenizer. Monaco's own definition is of C++11 with Microsoft's extensions: it knows no coroutines,
 * concepts or raw string prefixes and takes `array`, `event` and `property` for keywords. This one also sets `co_await`,
 * `co_yield` and `co_return` apart from other keywords, since suspension points are what a reader looks for here.
 */
import type { languages } from 'monaco-editor/editor/editor.api.js';

export const cppConfiguration: languages.LanguageConfiguration = {
  comments: { lineComment: '//', blockComment: ['/*', '*/'] },
  brackets: [
    ['{', '}'],
    ['[', ']'],
    ['(', ')'],
  ],
  autoClosingPairs: [
    { open: '[', close: ']' },
    { open: '{', close: '}' },
    { open: '(', close: ')' },
    { open: "'", close: "'", notIn: ['string', 'comment'] },
    { open: '"', close: '"', notIn: ['string', 'comment'] },
  ],
  surroundingPairs: [
    { open: '{', close: '}' },
    { open: '[', close: ']' },
    { open: '(', close: ')' },
    { open: '"', close: '"' },
    { open: "'", close: "'" },
  ],
  indentationRules: {
    increaseIndentPattern: /^.*\{[^}"']*$|^.*\([^)"']*$|^\s*(public|private|protected):\s*$/,
    decreaseIndentPattern: /^\s*[})]/,
  },
  onEnterRules: [
    // A line comment that is broken in the middle goes on as a comment.
    { beforeText: /^\s*\/\/.*$/, afterText: /^\s*\S+/, action: { indentAction: 0, appendText: '// ' } },
  ],
  folding: { markers: { start: /^\s*#pragma\s+region\b/, end: /^\s*#pragma\s+endregion\b/ } },
};

export const cppLanguage: languages.IMonarchLanguage = {
  defaultToken: '',
  tokenPostfix: '.cpp',
  brackets: [
    { token: 'delimiter.curly', open: '{', close: '}' },
    { token: 'delimiter.parenthesis', open: '(', close: ')' },
    { token: 'delimiter.square', open: '[', close: ']' },
  ],
  coroutineKeywords: ['co_await', 'co_return', 'co_yield'],
  keywords: [
    'alignas', 'alignof', 'and', 'and_eq', 'asm', 'bitand', 'bitor', 'break', 'case', 'catch', 'class', 'compl', 'concept',
    'const', 'const_cast', 'consteval', 'constexpr', 'constinit', 'continue', 'decltype', 'default', 'delete', 'do',
    'dynamic_cast', 'else', 'enum', 'explicit', 'export', 'extern', 'false', 'final', 'for', 'friend', 'goto', 'if', 'import',
    'inline', 'module', 'mutable', 'namespace', 'new', 'noexcept', 'not', 'not_eq', 'nullptr', 'operator', 'or', 'or_eq',
    'override', 'private', 'protected', 'public', 'register', 'reinterpret_cast', 'requires', 'return', 'sizeof', 'static',
    'static_assert', 'static_cast', 'struct', 'switch', 'template', 'this', 'thread_local', 'throw', 'true', 'try', 'typedef',
    'typeid', 'typename', 'union', 'using', 'virtual', 'volatile', 'while', 'xor', 'xor_eq',
  ],
  types: [
    'auto', 'bool', 'char', 'char16_t', 'char32_t', 'char8_t', 'double', 'float', 'int', 'long', 'short', 'signed', 'unsigned',
    'void', 'wchar_t', 'size_t', 'ptrdiff_t', 'int8_t', 'int16_t', 'int32_t', 'int64_t', 'uint8_t', 'uint16_t', 'uint32_t',
    'uint64_t', 'intptr_t', 'uintptr_t', 'promise_type',
  ],
  /** Types only behind `std::` or `weft::`, since most are good names for a reader's own variables. */
  libraryTypes: [
    'size_t', 'ptrdiff_t', 'int8_t', 'int16_t', 'int32_t', 'int64_t', 'uint8_t', 'uint16_t', 'uint32_t', 'uint64_t', 'byte',
    'string', 'string_view', 'vector', 'array', 'span', 'map', 'set', 'multimap', 'unordered_map', 'unordered_set', 'deque',
    'queue', 'priority_queue', 'stack', 'list', 'pair', 'tuple', 'optional', 'variant', 'expected', 'function',
    'move_only_function', 'unique_ptr', 'shared_ptr', 'weak_ptr', 'exception', 'exception_ptr', 'runtime_error', 'logic_error',
    'invalid_argument', 'out_of_range', 'coroutine_handle', 'coroutine_traits', 'suspend_always', 'suspend_never', 'thread',
    'mutex', 'atomic', 'generator', 'coroutine', 'task', 'future', 'promise', 'event_loop', 'client_session', 'response',
    'async_generator', 'task_group', 'lock', 'event', 'condition', 'semaphore', 'bounded_semaphore', 'barrier', 'lifo_queue',
    'cancelled_error', 'timeout_error', 'deadlock_error', 'http_error', 'exception_group', 'thread_pool_executor', 'outcome',
  ],
  operators: /[=><!~?:&|+\-*/^%]+/,
  escapes: /\\(?:[abefnrtv\\"'?]|x[0-9A-Fa-f]+|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[0-7]{1,3})/,
  integerSuffix: /(?:[uU](?:ll|LL|l|L|z|Z)?|(?:ll|LL|l|L|z|Z)[uU]?|_?[a-zA-Z]\w*)?/,
  floatSuffix: /(?:[fFlL]|_?[a-zA-Z]\w*)?/,
  tokenizer: {
    root: [
      [/^\s*#\s*include\b/, { token: 'keyword.directive', next: '@include' }],
      [/^\s*#\s*\w+/, 'keyword.directive'],
      { include: '@whitespace' },
      [/(?:u8|[uUL])?R"([^ ()\\\t]*)\(/, { token: 'string.raw', next: '@rawString.$1' }],
      [/(?:u8|[uUL])?"/, { token: 'string', next: '@string' }],
      [/(?:u8|[uUL])?'(?:[^\\']|@escapes)'/, 'string.character'],
      [/\[\[/, { token: 'annotation', next: '@annotation' }],
      [/(?:struct|class|enum|union|typename|concept|namespace)(?=\s+[A-Za-z_])/, { token: 'keyword', next: '@typeName' }],
      [/(?:std|weft)(?=\s*::)/, { token: 'identifier', next: '@qualified' }],
      // A name that is called, or declared as a function; with or without one level of template arguments.
      [
        /[A-Za-z_]\w*(?=\s*(?:<[^<>;(){}]*>)?\()/,
        { cases: { '@coroutineKeywords': 'keyword.coroutine', '@keywords': 'keyword', '@types': 'type', '@default': 'function' } },
      ],
      // A reader's own types are mostly in CamelCase; constants are not.
      [/[A-Z][A-Za-z\d]*[a-z][A-Za-z\d]*(?!\w)/, 'type'],
      // A name with template arguments.
      [/[A-Za-z_]\w*(?=<[^<>;(){}=]*(?:<[^<>;(){}=]*>)?[^<>;(){}=]*>)/, { cases: { '@keywords': 'keyword', '@default': 'type' } }],
      [
        /[A-Za-z_]\w*/,
        { cases: { '@coroutineKeywords': 'keyword.coroutine', '@keywords': 'keyword', '@types': 'type', '@default': 'identifier' } },
      ],
      [/0[xX][0-9a-fA-F](?:'?[0-9a-fA-F])*@integerSuffix/, 'number.hex'],
      [/0[bB][01](?:'?[01])*@integerSuffix/, 'number.binary'],
      [/\d(?:'?\d)*\.(?:\d(?:'?\d)*)?(?:[eE][-+]?\d+)?@floatSuffix/, 'number.float'],
      [/\.\d(?:'?\d)*(?:[eE][-+]?\d+)?@floatSuffix/, 'number.float'],
      [/\d(?:'?\d)*[eE][-+]?\d+@floatSuffix/, 'number.float'],
      [/\d(?:'?\d)*@integerSuffix/, 'number'],
      [/[{}()[\]]/, '@brackets'],
      [/@operators/, 'delimiter'],
      [/[;,.]/, 'delimiter'],
    ],
    qualified: [
      [/\s*::\s*/, 'delimiter'],
      [/[A-Za-z_]\w*(?=\s*::)/, 'identifier'],
      [/[A-Za-z_]\w*/, { cases: { '@libraryTypes': { token: 'type', next: '@pop' }, '@default': { token: '@rematch', next: '@pop' } } }],
      [/./, { token: '@rematch', next: '@pop' }],
    ],
    include: [
      [/\s+/, ''],
      [/<[^>\n]*>|"[^"\n]*"/, { token: 'string.include', next: '@pop' }],
      [/./, { token: '@rematch', next: '@pop' }],
    ],
    typeName: [
      [/\s+/, ''],
      [/(?:class|struct)\b/, 'keyword'],
      [/[A-Za-z_]\w*/, { cases: { '@keywords': { token: 'keyword', next: '@pop' }, '@default': { token: 'type', next: '@pop' } } }],
      [/./, { token: '@rematch', next: '@pop' }],
    ],
    whitespace: [
      [/\s+/, ''],
      [/\/\*/, { token: 'comment', next: '@comment' }],
      [/\/\/.*\\$/, { token: 'comment', next: '@continuedComment' }],
      [/\/\/.*$/, 'comment'],
    ],
    comment: [
      [/[^*]+/, 'comment'],
      [/\*\//, { token: 'comment', next: '@pop' }],
      [/\*/, 'comment'],
    ],
    continuedComment: [
      [/.*\\$/, 'comment'],
      [/.*$/, { token: 'comment', next: '@pop' }],
    ],
    string: [
      [/[^\\"{}]+/, 'string'],
      [/@escapes/, 'string.escape'],
      [/\\./, 'string.escape.invalid'],
      // std::format's replacement fields.
      [/\{\{|\}\}/, 'string.escape'],
      [/\{[^{}"\\]*\}/, 'string.escape'],
      [/[{}]/, 'string'],
      [/"/, { token: 'string', next: '@pop' }],
    ],
    rawString: [
      [
        /(.*?)(\))([^ ()\\\t"]*)(")/,
        { cases: { '$3==$S2': [{ token: 'string.raw' }, { token: 'string.raw' }, { token: 'string.raw' }, { token: 'string.raw', next: '@pop' }], '@default': ['string.raw', 'string.raw', 'string.raw', 'string.raw'] } },
      ],
      [/.+/, 'string.raw'],
    ],
    annotation: [
      { include: '@whitespace' },
      [/[\w:]+/, 'annotation'],
      [/\]\]/, { token: 'annotation', next: '@pop' }],
      [/./, 'annotation'],
    ],
  },
};
