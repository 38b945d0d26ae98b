/** What the documentation says around its pages, and which chapters there are. */
import type { Language } from '../../src/playground/i18n/translate.js';

export const chapters: readonly {
  readonly title: Readonly<Record<Language, string>>;
  readonly pages: readonly { readonly name: string; readonly title: Readonly<Record<Language, string>> }[];
}[] = [
  {
    title: { en: 'Coroutines', ko: '코루틴' },
    pages: [
      { name: '', title: { en: 'Getting started', ko: '시작하기' } },
      { name: 'generators', title: { en: 'Generators, in four stages', ko: '제너레이터의 네 단계' } },
      { name: 'event-loop', title: { en: 'An event loop by hand', ko: '직접 만드는 이벤트 루프' } },
      { name: 'tasks', title: { en: 'Tasks', ko: '태스크' } },
      { name: 'cancellation', title: { en: 'Cancellation', ko: '취소' } },
      { name: 'comparing', title: { en: 'Sync, threads, async', ko: '동기, 스레드, 비동기' } },
      { name: 'debugging', title: { en: 'Debugging', ko: '디버깅' } },
      { name: 'asyncio', title: { en: 'From asyncio to weft', ko: 'asyncio에서 weft로' } },
    ],
  },
  {
    title: { en: 'Docs and samples', ko: '문서와 예제' },
    pages: [
      { name: 'embedding', title: { en: 'Runnable code in your own pages', ko: '내 문서에 실행되는 코드 넣기' } },
      { name: 'samples', title: { en: 'Writing a sample', ko: '예제 만들기' } },
    ],
  },
];

const en = {
  description: 'C++23 coroutines shaped like Python’s asyncio: a guide whose programs run where they stand, and the reference.',
  guide: 'Guide',
  playground: 'Playground',
  onThisPage: 'On this page',
  previous: 'Previous page',
  next: 'Next page',
  appearance: 'Theme',
  toLight: 'To light',
  toDark: 'To dark',
  menu: 'Menu',
  toTop: 'To the top',
  language: 'Language',
  skip: 'Skip to content',
};

export const texts: { readonly en: typeof en; readonly ko: typeof en & { readonly search: object } } = {
  en,
  ko: {
    description: '파이썬의 asyncio를 닮은 C++23 코루틴. 그 자리에서 실행되는 프로그램으로 배우는 안내서와 레퍼런스.',
    guide: '안내서',
    playground: '놀이터',
    onThisPage: '이 페이지의 내용',
    previous: '이전',
    next: '다음',
    appearance: '테마',
    toLight: '밝게',
    toDark: '어둡게',
    menu: '메뉴',
    toTop: '맨 위로',
    language: '언어',
    skip: '본문으로 건너뛰기',
    search: {
      button: { buttonText: '검색', buttonAriaLabel: '검색' },
      modal: {
        displayDetails: '자세한 목록 보기',
        resetButtonTitle: '검색어 지우기',
        backButtonTitle: '검색 닫기',
        noResultsText: '결과가 없습니다:',
        footer: {
          selectText: '선택',
          selectKeyAriaLabel: '엔터',
          navigateText: '이동',
          navigateUpKeyAriaLabel: '위쪽 화살표',
          navigateDownKeyAriaLabel: '아래쪽 화살표',
          closeText: '닫기',
          closeKeyAriaLabel: 'Esc',
        },
      },
    },
  },
};
