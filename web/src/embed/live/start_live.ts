/** The live document's parts, loaded only where they are needed. */
import '../../playground/tokens.css';
import '../../playground/fonts.css';
import '../../playground/base.css';
import { followTheme } from '../../playground/page/appearance.js';
import { preferences } from '../../playground/session/preferences.js';
import type { HostChannel } from './host_channel.js';
import './live_page.css';
import './weft_live.js';

export function startLive(channel: HostChannel): void {
  followTheme(document.documentElement);
  preferences.language.subscribe((language) => (document.documentElement.lang = language));
  const live = document.createElement('weft-live');
  document.body.append(live);
  live.serve(channel);
}
