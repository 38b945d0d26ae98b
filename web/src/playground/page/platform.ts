/** How this system's keyboard names the page's keys. */
const isApple = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform);

export const runKeys = isApple ? '⌘ ↵' : 'Ctrl ↵';

/** Whether to speak of keys at all. */
export const hasKeyboard = typeof matchMedia === 'undefined' || !matchMedia('(pointer: coarse)').matches;

/** Whether the event is the key that runs, wherever the focus is. */
export function isRunKey(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && (isApple ? event.metaKey || event.ctrlKey : event.ctrlKey) && !event.altKey && !event.shiftKey;
}
