import { expect, test } from 'vitest';
import { isActive, statusText, statusTone, type RunStatus } from '../../../web/src/playground/status/run_status.js';

const cases: [RunStatus, string, string, boolean, string][] = [
  [{ phase: 'ready' }, 'Ready', '준비됨', false, 'quiet'],
  [{ phase: 'preparing' }, 'Preparing', '준비하는 중', true, 'busy'],
  [
    { phase: 'downloading', what: 'compiler', loadedBytes: 12e6, totalBytes: 24e6 },
    'Downloading the compiler, 12 of 24 MB',
    '컴파일러를 내려받는 중, 24MB 중 12MB',
    true,
    'busy',
  ],
  [
    { phase: 'downloading', what: 'compiler', loadedBytes: 12e6, totalBytes: 0 },
    'Downloading the compiler',
    '컴파일러를 내려받는 중',
    true,
    'busy',
  ],
  [{ phase: 'starting-compiler' }, 'Starting the compiler', '컴파일러를 시작하는 중', true, 'busy'],
  [{ phase: 'compiling' }, 'Compiling', '컴파일하는 중', true, 'busy'],
  [{ phase: 'linking' }, 'Linking', '링크하는 중', true, 'busy'],
  [{ phase: 'starting' }, 'Starting', '시작하는 중', true, 'busy'],
  [{ phase: 'running' }, 'Running', '실행 중', true, 'busy'],
  [{ phase: 'waiting-for-input' }, 'Waiting for a line of input', '입력을 한 줄 기다리는 중', true, 'busy'],
  [{ phase: 'exited', exitCode: 0, runMs: 12, warnings: 0 }, 'Exited 0 in 12 ms', '종료 코드 0, 12 ms', false, 'good'],
  [{ phase: 'exited', exitCode: 3, runMs: 12, warnings: 1 }, 'Exited 3 in 12 ms · 1 warning', '종료 코드 3, 12 ms · 경고 1개', false, 'warned'],
  [{ phase: 'exception', message: 'std::runtime_error: no' }, 'Exception: std::runtime_error: no', '예외: std::runtime_error: no', false, 'bad'],
  [{ phase: 'exception', message: '' }, 'Ended by an exception', '예외로 끝났습니다', false, 'bad'],
  [{ phase: 'trap', message: 'unreachable' }, 'Trap: unreachable', '트랩: unreachable', false, 'bad'],
  [{ phase: 'trap', message: 'unreachable\n  in main' }, 'Trap: unreachable', '트랩: unreachable', false, 'bad'],
  [{ phase: 'stopped', runMs: 3100 }, 'Stopped after 3.10 s', '3.10초 만에 중지함', false, 'quiet'],
  [{ phase: 'stopped', runMs: null }, 'Stopped', '중지함', false, 'quiet'],
  [{ phase: 'not-compiled', errors: 1, warnings: 0 }, 'Did not compile: 1 error', '컴파일 실패: 오류 1개', false, 'bad'],
  [
    { phase: 'not-compiled', errors: 2, warnings: 2 },
    'Did not compile: 2 errors · 2 warnings',
    '컴파일 실패: 오류 2개 · 경고 2개',
    false,
    'bad',
  ],
  [{ phase: 'failed', message: 'offline' }, 'Could not run: offline', '실행하지 못함: offline', false, 'bad'],
];

test.each(cases)('%o', (status, english, korean, active, tone) => {
  expect(statusText('en', status)).toBe(english);
  expect(statusText('ko', status)).toBe(korean);
  expect(isActive(status)).toBe(active);
  expect(statusTone(status)).toBe(tone);
});
