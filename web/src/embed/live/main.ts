/** `embed.html`: behind `#live` what an embed of another page has in its frame, otherwise the embed that a link describes. */
import { openHostChannel } from './host_channel.js';

if (location.hash === '#live') {
  // Listens at once: the page says hello as soon as this document has loaded.
  const channel = openHostChannel();
  void import('./start_live.js').then(async ({ startLive }) => startLive(await channel));
} else {
  void import('./direct.js').then(({ showLink }) => showLink(location.hash));
}
