/**
 * `embed.js`: one script tag makes a page's C++ blocks runnable.
 *
 *     <script type="module" src="https://your.host/weft/embed.js" data-selector="code.language-cpp-weft"></script>
 *
 * The script's other `data-` attributes are options for all blocks of the page (`data-prebuilt`, `data-theme`, …).
 */
import { optionNames } from '../format/options.js';
import { inkSheet } from './highlight.js';
import { watchPage } from './page_look.js';
import { inSlices } from './slices.js';
import { configure, WeftEmbed } from './weft_embed.js';

/** What the usual tools make of a fence with the language `cpp-weft`. */
const usualSelector = 'code.language-cpp-weft, .language-cpp-weft pre code, .highlight-cpp-weft pre';

const script = Array.from(document.querySelectorAll<HTMLScriptElement>('script[src]')).find(({ src }) => src === import.meta.url);
const { dataset } = script ?? document.createElement('script');
const selector = dataset['selector'] || usualSelector;
const defaults: Record<string, string> = {};
for (const name of optionNames) {
  const value = dataset[name];
  if (value !== undefined && name !== 'example') defaults[name] = value;
}
configure({ base: import.meta.url.replace(/[^/]*(?:[?#].*)?$/, ''), defaults });

/** A block of the page's becomes what is inside an embed; the tool's own wrapping (buttons, language names) stays around it. */
function upgrade(block: Element): void {
  // It may have become one since it was found, or have left the page.
  if (block.closest('weft-playground') || !block.isConnected) return;
  const pre = block.closest('pre') ?? block;
  const embed = document.createElement('weft-playground');
  for (const element of [block.closest('[class*="cpp-weft"]'), pre, block]) {
    for (const name of optionNames) {
      const value = element instanceof HTMLElement ? element.dataset[name] : undefined;
      // `data-theme` and the like may be the tool's own.
      if (value !== undefined && name !== 'theme' && name !== 'lang') embed.setAttribute(name, value);
    }
  }
  // The element reads its code when it comes into the document.
  const place = document.createComment('');
  pre.replaceWith(place);
  embed.append(pre);
  place.replaceWith(embed);
}

function upgradeAll(): void {
  for (const block of document.querySelectorAll(selector)) {
    if (!block.closest('weft-playground')) inSlices(() => upgrade(block));
  }
}

function followPage(): void {
  for (const embed of document.querySelectorAll('weft-playground')) {
    if (embed instanceof WeftEmbed) embed.followPage();
  }
}

if (!customElements.get('weft-playground')) {
  const colors = new CSSStyleSheet();
  colors.replaceSync(inkSheet());
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, colors];
  customElements.define('weft-playground', WeftEmbed);
  upgradeAll();
  watchPage(followPage);
  // Documentation tools that change pages without loading them put new blocks into the document.
  let scheduled = false;
  new MutationObserver(() => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      upgradeAll();
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
}
