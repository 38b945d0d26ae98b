/** Where a run stands, and how that is said in the status line. */
import { formatDuration, formatMegabytes, translate, type Language } from '../i18n/translate.js';

export type RunStatus =
  | { readonly phase: 'ready' }
  /** Deciding whether the program exists already, and fetching it if so. */
  | { readonly phase: 'preparing' }
  | { readonly phase: 'downloading'; readonly what: 'compiler' | 'python'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly phase: 'starting-compiler' }
  | { readonly phase: 'starting-python' }
  | { readonly phase: 'compiling' }
  | { readonly phase: 'linking' }
  | { readonly phase: 'starting' }
  | { readonly phase: 'running' }
  | { readonly phase: 'waiting-for-input' }
  | { readonly phase: 'exited'; readonly exitCode: number; readonly runMs: number; readonly warnings: number }
  | { readonly phase: 'exception'; readonly message: string }
  | { readonly phase: 'trap'; readonly message: string }
  /** `runMs` is null when it was stopped before it ran. */
  | { readonly phase: 'stopped'; readonly runMs: number | null }
  | { readonly phase: 'not-compiled'; readonly errors: number; readonly warnings: number }
  /** The program could not be built or started for a reason that lies outside it. */
  | { readonly phase: 'failed'; readonly message: string };

export type RunPhase = RunStatus['phase'];

const activePhases: ReadonlySet<RunPhase> = new Set([
  'preparing',
  'downloading',
  'starting-compiler',
  'starting-python',
  'compiling',
  'linking',
  'starting',
  'running',
  'waiting-for-input',
]);

/** Whether there is something that Stop would stop. */
export function isActive(status: RunStatus): boolean {
  return activePhases.has(status.phase);
}

/** How a phase is shown: its colour and whether the thread moves. */
export type StatusTone = 'quiet' | 'busy' | 'good' | 'warned' | 'bad';

export function statusTone(status: RunStatus): StatusTone {
  switch (status.phase) {
    case 'ready':
    case 'stopped':
      return 'quiet';
    case 'exited':
      return status.exitCode === 0 ? 'good' : 'warned';
    case 'exception':
    case 'trap':
    case 'not-compiled':
    case 'failed':
      return 'bad';
    default:
      return 'busy';
  }
}

export function statusText(language: Language, status: RunStatus): string {
  switch (status.phase) {
    case 'ready':
      return translate(language, 'status.ready');
    case 'preparing':
      return translate(language, 'status.preparing');
    case 'downloading':
      if (status.totalBytes <= 0) return translate(language, `status.downloading.${status.what}`);
      return translate(language, `status.downloadingOf.${status.what}`, {
        loaded: formatMegabytes(language, status.loadedBytes),
        total: formatMegabytes(language, status.totalBytes),
      });
    case 'starting-compiler':
      return translate(language, 'status.startingCompiler');
    case 'starting-python':
      return translate(language, 'status.startingPython');
    case 'compiling':
      return translate(language, 'status.compiling');
    case 'linking':
      return translate(language, 'status.linking');
    case 'starting':
      return translate(language, 'status.starting');
    case 'running':
      return translate(language, 'status.running');
    case 'waiting-for-input':
      return translate(language, 'status.waitingForInput');
    case 'exited': {
      const text = translate(language, 'status.exited', {
        code: String(status.exitCode),
        time: formatDuration(language, status.runMs),
      });
      return status.warnings === 0 ? text : `${text} · ${warningsText(language, status.warnings)}`;
    }
    case 'exception':
      if (status.message === '') return translate(language, 'status.exceptionUnknown');
      return translate(language, 'status.exception', { message: firstLine(status.message) });
    case 'trap':
      return translate(language, 'status.trap', { message: firstLine(status.message) });
    case 'stopped':
      if (status.runMs === null) return translate(language, 'status.cancelled');
      return translate(language, 'status.stopped', { time: formatDuration(language, status.runMs) });
    case 'not-compiled': {
      const key = status.errors === 1 ? 'status.notCompiled.one' : 'status.notCompiled.other';
      const text = translate(language, key, { count: status.errors });
      return status.warnings === 0 ? text : `${text} · ${warningsText(language, status.warnings)}`;
    }
    case 'failed':
      return translate(language, 'status.failed', { message: firstLine(status.message) });
  }
}

/** The line has room for what happened; where and why is in the terminal. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}

function warningsText(language: Language, count: number): string {
  return translate(language, count === 1 ? 'status.warnings.one' : 'status.warnings.other', { count });
}
