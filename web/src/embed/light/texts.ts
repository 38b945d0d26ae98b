/** The embed's few words. */
export type Lang = 'en' | 'ko';

const texts = {
  run: ['Run', '실행'],
  stop: ['Stop', '중지'],
  edit: ['Edit', '편집'],
  copy: ['Copy the code', '코드 복사'],
  copied: ['Copied', '복사했습니다'],
  open: ['Open in the playground', '플레이그라운드에서 열기'],
  code: ['C++ program', 'C++ 프로그램'],
  output: ['Editor and output', '편집기와 출력'],
  noWebAssembly: ['This browser cannot run WebAssembly, so the program can only be read here.', '이 브라우저는 WebAssembly를 실행하지 못해 여기서는 코드를 읽기만 할 수 있습니다.'],
  unreachable: [
    'What runs the program could not be loaded: you may be offline, or this page’s security policy forbids frames from there.',
    '프로그램을 실행할 부분을 불러오지 못했습니다. 오프라인이거나 이 페이지의 보안 정책이 프레임을 막고 있을 수 있습니다.',
  ],
  option: ['An option of this program makes no sense: ', '이 프로그램의 옵션을 이해할 수 없습니다: '],
  example: ['Sample: ', '예제: '],
} satisfies Record<string, readonly [en: string, ko: string]>;

export type TextKey = keyof typeof texts;

export function text(lang: Lang, key: TextKey): string {
  return texts[key][lang === 'ko' ? 1 : 0];
}
