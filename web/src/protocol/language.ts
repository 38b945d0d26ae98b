/** The languages that a program on the page can be written in, and how its file is then called. */

export const programLanguages = ['cpp', 'python', 'javascript'] as const;
export type ProgramLanguage = (typeof programLanguages)[number];

/** The two that need no compiler. */
export type ScriptLanguage = Exclude<ProgramLanguage, 'cpp'>;

/** Their own names, the same in every language that people speak. */
export const languageTitles: Readonly<Record<ProgramLanguage, string>> = {
  cpp: 'C++',
  python: 'Python',
  javascript: 'JavaScript',
};

export const sourceFiles: Readonly<Record<ProgramLanguage, string>> = {
  cpp: 'main.cpp',
  python: 'main.py',
  javascript: 'main.js',
};
