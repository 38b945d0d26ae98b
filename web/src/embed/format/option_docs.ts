/** What people read about the options, and the tables made of it for the README and the documentation. */
import { optionNames, optionTable, type OptionName, type OptionProblem } from './options.js';

interface OptionDoc {
  /** How a value is written: the same in every language, or in words. */
  readonly form: string | { readonly en: string; readonly ko: string };
  readonly en: string;
  readonly ko: string;
}

export const optionDocs: Readonly<Record<OptionName, OptionDoc>> = {
  example: {
    form: { en: 'a sample’s name', ko: '예제 이름' },
    en: 'Shows this sample of the playground instead of code of your own.',
    ko: '직접 쓴 코드 대신 놀이터의 이 예제를 보여 줍니다.',
  },
  variants: {
    form: '`name,name`',
    en: 'The variants of the program that are compared; all of them if it is not given.',
    ko: '비교할 변형들의 이름입니다. 쓰지 않으면 모두 비교합니다.',
  },
  view: {
    form: '`terminal`, `timeline`, `compare`',
    en: 'What is below the code once the program has run.',
    ko: '프로그램을 실행한 뒤 코드 아래에 보일 화면입니다.',
  },
  readonly: {
    form: { en: '(no value)', ko: '(값 없음)' },
    en: 'The code can be run, not edited.',
    ko: '코드를 실행할 수만 있고 고칠 수는 없습니다.',
  },
  autorun: {
    form: '`visible`',
    en: 'Runs by itself when it comes into view. Only a program that was compiled ahead does.',
    ko: '화면에 들어오면 스스로 실행됩니다. 미리 컴파일한 프로그램만 그렇게 합니다.',
  },
  height: {
    form: { en: 'pixels', ko: '픽셀' },
    en: 'The height of the code; as high as the code is if it is not given.',
    ko: '코드의 높이입니다. 쓰지 않으면 코드 길이에 맞춥니다.',
  },
  theme: {
    form: '`auto`, `light`, `dark`',
    en: '`auto` follows the page, and the system where the page has no theme of its own.',
    ko: '`auto`는 페이지를 따르고, 페이지에 테마가 없으면 시스템을 따릅니다.',
  },
  lang: {
    form: '`auto`, `en`, `ko`',
    en: 'The language of buttons and messages; `auto` follows the page’s `lang`.',
    ko: '버튼과 메시지의 언어입니다. `auto`는 페이지의 `lang`을 따릅니다.',
  },
  args: {
    form: { en: 'words, as in a shell', ko: '셸에서 쓰는 것과 같은 낱말들' },
    en: 'The program’s arguments.',
    ko: '프로그램의 인자입니다.',
  },
  stdin: {
    form: { en: 'text, `\\n` for a new line', ko: '글, 줄바꿈은 `\\n`' },
    en: 'What the program reads, before anything that is typed.',
    ko: '프로그램이 읽을 입력입니다. 직접 입력하는 것보다 먼저 읽힙니다.',
  },
  highlight: {
    form: '`3`, `1,3-5`',
    en: 'Lines of the shown code to draw attention to.',
    ko: '보이는 코드에서 강조할 줄입니다.',
  },
  expect: {
    form: { en: 'text, `\\n` for a new line; `/…/` a regular expression', ko: '글, 줄바꿈은 `\\n`. `/…/`는 정규 표현식' },
    en: 'What the program is to print to stdout. Whether it did is shown, and `prebuild` fails where it did not.',
    ko: '프로그램이 표준 출력에 써야 할 내용입니다. 맞았는지 표시되며, 다르면 `prebuild`가 실패합니다.',
  },
  loading: {
    form: '`click`, `lazy`, `eager`',
    en: 'When the interactive part is loaded: on Run or Edit, when it comes into view, or with the page.',
    ko: '실행할 수 있는 부분을 언제 불러올지 정합니다. 실행이나 편집을 누를 때, 화면에 들어올 때, 또는 페이지와 함께입니다.',
  },
  prebuilt: {
    form: { en: 'an address', ko: '주소' },
    en: 'The folder of programs that `weft-playground prebuild` compiled.',
    ko: '`weft-playground prebuild`가 컴파일한 프로그램들의 폴더입니다.',
  },
};

const headings = { en: ['option', 'value', 'default', 'meaning'], ko: ['옵션', '값', '기본값', '뜻'] } as const;

/** All options as a Markdown table. */
export function optionsAsMarkdown(language: 'en' | 'ko'): string {
  const rows = optionNames.map((name) => {
    const { form, [language]: meaning } = optionDocs[name];
    const standard = optionTable[name].default;
    return [`\`${name}\``, typeof form === 'string' ? form : form[language], typeof standard === 'string' ? `\`${standard}\`` : '', meaning];
  });
  return [headings[language], headings[language].map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** A mistake in options, for whoever wrote them. */
export function describeProblem({ name, value, problem }: OptionProblem): string {
  if (problem === 'syntax') return `${value} is no option: options are written name=value or name="a value"`;
  if (problem === 'name') return `there is no option "${name}"; there are ${optionNames.join(', ')}`;
  const { form } = optionDocs[name as OptionName];
  return `the option ${name} does not take "${value}", but ${(typeof form === 'string' ? form : form.en).replaceAll('`', '')}`;
}
