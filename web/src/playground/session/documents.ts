/**
 * A document is one sample in one language: what the editor opens and the store keeps. Its name is part of what is stored in
 * the reader's browser, so its form lives for ever.
 */
import { programLanguages, sourceFiles, type ProgramLanguage } from '../../protocol/language.js';

/** A sample's C++ goes by the sample's own name, `04-await`; its twins are files of it, `04-await/main.py`. */
export function documentName(example: string, language: ProgramLanguage): string {
  return language === 'cpp' ? example : `${example}/${sourceFiles[language]}`;
}

export function readDocumentName(name: string): { readonly example: string; readonly language: ProgramLanguage } {
  const [example = '', file] = name.split('/');
  return { example, language: programLanguages.find((language) => sourceFiles[language] === file) ?? 'cpp' };
}
