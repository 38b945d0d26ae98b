/** The page: masthead and playground, tied to the address, the theme and the language. */
import './tokens.css';
import './fonts.css';
import './base.css';
import { translate } from './i18n/translate.js';
import { followTheme } from './page/appearance.js';
import { isEmbedLink, showEmbedLink } from './page/embed_link.js';
import { addressOfExample, exampleInAddress } from './page/location.js';
import './page/weft_masthead.js';
import { reloadOnceToIsolate } from '../isolation/reload_once.js';
import { preferences } from './session/preferences.js';
import './weft_playground.js';

followTheme(document.documentElement);
reloadOnceToIsolate();

const playground = document.querySelector('weft-playground');
if (playground) {
  let following = false;
  const followAddress = (): void => {
    following = true;
    if (isEmbedLink(location.hash)) void showEmbedLink(playground, location.hash).finally(name);
    else playground.example = exampleInAddress(new URL(location.href)) ?? playground.examples[0]?.id ?? '';
    following = false;
  };
  const name = (): void => {
    const language = preferences.language.value;
    const title = playground.examples.find(({ id }) => id === playground.example)?.title[language];
    document.documentElement.lang = language;
    document.title = title ? translate(language, 'page.titleWithSample', { title }) : translate(language, 'page.title');
  };
  followAddress();
  name();
  window.addEventListener('popstate', followAddress);
  preferences.language.subscribe(name);
  playground.addEventListener('weft-example', ({ detail }) => {
    if (!following) history.pushState(null, '', addressOfExample(new URL(location.href), detail.example));
    name();
  });
}
