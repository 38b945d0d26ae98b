/**
 * The samples that the page was built with: each folder of `examples/` with a `main.cpp`, an `example.json` and the twins
 * `main.py` and `main.js`, which do the same in Python and JavaScript.
 */
import * as v from 'valibot';
import { programLanguages, sourceFiles, type ProgramLanguage, type ScriptLanguage } from '../../protocol/language.js';
import type { Language } from '../i18n/translate.js';

const localizedSchema = v.object({ en: v.pipe(v.string(), v.nonEmpty()), ko: v.pipe(v.string(), v.nonEmpty()) });

/** The order of the groups in the list, too. */
export const groups = ['generators', 'event-loop', 'network', 'comparing', 'other'] as const;
export type Group = (typeof groups)[number];

export const exampleSchema = v.object({
  /** Place in the list, across all groups. */
  order: v.number(),
  group: v.optional(v.picklist(groups), 'other'),
  title: localizedSchema,
  /** What the sample teaches. Paragraphs are parted by an empty line; `code` stands between backquotes. */
  text: localizedSchema,
});

export interface Example {
  /** The folder's name; part of links, so it lives for ever. */
  readonly id: string;
  readonly order: number;
  readonly group: Group;
  readonly title: Readonly<Record<Language, string>>;
  readonly text: Readonly<Record<Language, string>>;
  /** In C++, which is always there. */
  readonly source: string;
  readonly twins: Readonly<Partial<Record<ScriptLanguage, string>>>;
}

/** Undefined when the sample is not there in that language. */
export function sourceOf(example: Example, language: ProgramLanguage): string | undefined {
  return language === 'cpp' ? example.source : example.twins[language];
}

/** The languages that a sample is there in, C++ first. */
export function languagesOf(example: Example): ProgramLanguage[] {
  return programLanguages.filter((language) => sourceOf(example, language) !== undefined);
}

/** Puts sources and descriptions (by path) together. Throws, naming the file, when a description is wrong or has no source. */
export function readExamples(sources: Readonly<Record<string, string>>, descriptions: Readonly<Record<string, unknown>>): Example[] {
  const examples = Object.entries(descriptions).map(([path, description]): Example => {
    const folder = path.slice(0, path.lastIndexOf('/'));
    const result = v.safeParse(exampleSchema, description);
    if (!result.success) throw new Error(`${path}: ${v.summarize(result.issues)}`);
    const sourceIn = (language: ProgramLanguage) => sources[`${folder}/${sourceFiles[language]}`]?.replaceAll('\r\n', '\n');
    const source = sourceIn('cpp');
    if (source === undefined) throw new Error(`${path}: there is no main.cpp beside it`);
    const twins: Partial<Record<ScriptLanguage, string>> = {};
    for (const language of ['python', 'javascript'] as const) {
      const twin = sourceIn(language);
      if (twin !== undefined) twins[language] = twin;
    }
    return { ...result.output, id: folder.slice(folder.lastIndexOf('/') + 1), source, twins };
  });
  return examples.sort(
    (a, b) => groups.indexOf(a.group) - groups.indexOf(b.group) || a.order - b.order || a.id.localeCompare(b.id),
  );
}

/** A paragraph of teaching text, cut into plain pieces and pieces of code. */
export type Paragraph = readonly { readonly code: boolean; readonly text: string }[];

export function readTeachingText(text: string): Paragraph[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, ' ').trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) =>
      paragraph
        .split('`')
        .map((piece, index) => ({ code: index % 2 === 1, text: piece }))
        .filter((piece) => piece.text !== ''),
    );
}
