/** wasm-ld's words as diagnostics. They belong to no line of the source: the linker sees only names. */
import type { Diagnostic } from '../protocol/diagnostics.js';

const hints: readonly (readonly [RegExp, string])[] = [
  [/undefined symbol: (?:main|__main_void|__main_argc_argv)\b/u, 'a program needs a main()'],
  [/undefined symbol: (?:gl[A-Z]|egl|SDL_|al[A-Z])/u, 'graphics and sound are not available to programs here'],
  [/undefined symbol: (?:socket|connect|bind|listen|accept|getaddrinfo)\b/u, 'browsers have no sockets: use weft::client_session for requests'],
  [/undefined symbol:/u, 'it is declared and used, but defined nowhere: is a function without a body, or a library that is not part of weft, meant?'],
  [/duplicate symbol:/u, 'it is defined twice: here and in a library of weft or of the C++ standard library'],
];

export function readLinkReport(report: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const line of report.split('\n')) {
    const match = /^(?:wasm-ld: )?(error|warning): (?:main\.o: )?(.+)$/u.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    const message = match[2];
    if (diagnostics.some((known) => known.message === message)) continue;
    const hint = hints.find(([pattern]) => pattern.test(message))?.[1];
    diagnostics.push({
      severity: match[1] === 'error' ? 'error' : 'warning',
      message,
      file: '',
      range: null,
      notes: hint === undefined ? [] : [{ severity: 'note', message: hint, file: '', range: null, notes: [], fixIts: [] }],
      fixIts: [],
    });
  }
  return diagnostics;
}

/** For what a tool said that is in no form we know: better shown as it is than lost. */
export function plainError(message: string): Diagnostic {
  return { severity: 'error', message, file: '', range: null, notes: [], fixIts: [] };
}
