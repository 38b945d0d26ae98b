/** `<weft-masthead>`: the product's name, the way to the documentation, and the switches for language and theme. */
import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { weaveMark, wordmark } from '../brand/logo.js';
import { languageNames, languages, type Language } from '../i18n/translate.js';
import { icons } from '../icons.js';
import { LightElement } from '../light_element.js';
import { Following } from '../observable.js';
import { preferences, themes, type Theme } from '../session/preferences.js';
import './weft_masthead.css';

/** By whole names: a plain host of files may know no index of a folder. */
const documentation: Readonly<Record<Language, string>> = { en: './docs/index.html', ko: './docs/ko/index.html' };

@customElement('weft-masthead')
export class WeftMasthead extends LightElement {
  constructor() {
    super();
    new Following(this, preferences.theme);
  }

  protected override render(): TemplateResult {
    return html`<header class="masthead">
      <h1 class="masthead-name">
        <svg class="masthead-mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">${weaveMark}</svg>
        <svg class="masthead-word" viewBox="0 0 62 26" width="62" height="26" role="img" aria-label="weft">${wordmark}</svg>
      </h1>
      <p class="masthead-tagline">${this.say('page.tagline')}</p>
      <a class="masthead-link" href=${documentation[preferences.language.value]}>${this.say('page.documentation')}</a>
      <div class="masthead-settings" role="group" aria-label=${this.say('page.settings')}>
        <div class="segments" role="radiogroup" aria-label=${this.say('page.language')}>
          ${languages.map((language) => this.#renderLanguage(language))}
        </div>
        <div class="segments" role="radiogroup" aria-label=${this.say('page.theme')}>
          ${themes.map((theme) => this.#renderTheme(theme))}
        </div>
      </div>
    </header>`;
  }

  #renderLanguage(language: Language): TemplateResult {
    return html`<label class="segment" lang=${language}>
      <input
        class="visually-hidden"
        type="radio"
        name="weft-language"
        .checked=${preferences.language.value === language}
        @change=${() => (preferences.language.value = language)}
      />
      <span class="segment-long">${languageNames[language]}</span>
      <span class="segment-short" aria-hidden="true">${language === 'ko' ? '한' : 'EN'}</span>
    </label>`;
  }

  #renderTheme(theme: Theme): TemplateResult {
    const name = this.say(`page.theme.${theme}`);
    return html`<label class="segment" title=${name}>
      <input
        class="visually-hidden"
        type="radio"
        name="weft-theme"
        aria-label=${name}
        .checked=${preferences.theme.value === theme}
        @change=${() => (preferences.theme.value = theme)}
      />
      ${icons[theme]}
    </label>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'weft-masthead': WeftMasthead;
  }
}
