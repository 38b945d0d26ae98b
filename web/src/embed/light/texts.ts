/** The embed's few words. */
export type Lang = 'en' | 'ko';

const texts = {
  run: ['Run', '실행'],
  stop: ['Stop', '중지'],
  edit: ['Edit', '편집'],
  copy: ['Copy the code', '코드 복사'],
  copied: ['Copied', '복사했습니다'],
  open: ['Open in the playground', '놀이터에서 열기'],
  output: ['Editor and output', '편집기와 출력'],
  noWebAssembly: ['This browser cannot run WebAssembly, so the program can only be read here.', '이 브라우저는 WebAssembly를 실행하지 못해 여기서는 코드를 읽기만 할 수 있습니다.'],
  blocked: ['This page’s security policy (frame-src) forbids what runs the program.', '이 페이지의 보안 정책(frame-src)이 프로그램을 실행할 부분을 막고 있습니다.'],
  offline: ['You are offline, so the program can only be read now.', '오프라인이어서 지금은 코드를 읽기만 할 수 있습니다.'],
  unreachable: [
    'What runs the program could not be loaded. Run tries again.',
    '프로그램을 실행할 부분을 불러오지 못했습니다. 실행을 누르면 다시 시도합니다.',
  ],
  notInPage: ['It is not in a page.', '페이지 안에 있지 않습니다.'],
  notCopied: ['The browser did not let it be copied.', '브라우저가 복사를 허용하지 않았습니다.'],
  option: ['An option of this program makes no sense: ', '이 프로그램의 옵션을 이해할 수 없습니다: '],
  example: ['Sample: ', '예제: '],
} satisfies Record<string, readonly [en: string, ko: string]>;

export type TextKey = keyof typeof texts;

export function text(lang: Lang, key: TextKey): string {
  return texts[key][lang === 'ko' ? 1 : 0];
}
