/**
 * A Lit element that renders into the document itself, not into a shadow tree: Monaco and xterm bring styles that live in the
 * document, and one style file a component, scoped by the element's name, is enough for a page whose parts are all our own.
 * It renders anew when the reader's language changes.
 */
import { LitElement } from 'lit';
import { translate, type Language, type MessageKey, type MessageParameters } from './i18n/translate.js';
import { Following } from './observable.js';
import { preferences } from './session/preferences.js';

export class LightElement extends LitElement {
  constructor() {
    super();
    new Following(this, preferences.language);
  }

  protected get language(): Language {
    return preferences.language.value;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** A message in the reader's language. */
  protected say(key: MessageKey, parameters?: MessageParameters): string {
    return translate(this.language, key, parameters);
  }
}
