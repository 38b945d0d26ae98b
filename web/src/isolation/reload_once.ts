/**
 * The first visit to a host that sends no headers: the page came without its service worker, which alone can isolate it, so
 * it has to be loaded once more. That is done by itself as long as the reader has not begun anything, and once: a page that
 * is still not isolated afterwards stays as it is, and programs with threads say what to do.
 */
import { safeStorage, type SafeStorage } from '../playground/session/safe_storage.js';

const key = 'weft.isolation';

/** What is used of the window; a parameter so that tests need no browser. */
export interface Surroundings {
  readonly isolated: boolean;
  /** A frame is as isolated as the page around it lets it be: to load it again changes nothing. */
  readonly framed: boolean;
  readonly container: Pick<ServiceWorkerContainer, 'controller' | 'addEventListener'> | undefined;
  /** Kept as long as the tab. */
  readonly storage: SafeStorage;
  /** Calls back when the reader does something. */
  readonly onTouch: (callback: () => void) => void;
  readonly reload: () => void;
}

export function reloadOnceToIsolate(around: Surroundings = ofTheWindow()): void {
  const { isolated, framed, container, storage } = around;
  if (isolated || framed || container === undefined || storage.get(key) !== null) return;
  let touched = false;
  around.onTouch(() => (touched = true));
  const reload = (): void => {
    // Where the attempt cannot be remembered there is none: it could be repeated for ever.
    if (!touched && storage.get(key) === null && storage.set(key, 'tried')) around.reload();
  };
  if (container.controller !== null) reload();
  else container.addEventListener('controllerchange', reload, { once: true });
}

function ofTheWindow(): Surroundings {
  return {
    isolated: window.crossOriginIsolated,
    framed: window.top !== window,
    // Undefined on insecure origins and in some private windows, whatever the DOM's types say.
    container: navigator.serviceWorker as ServiceWorkerContainer | undefined,
    storage: safeStorage(() => sessionStorage),
    onTouch: (callback) => {
      for (const type of ['pointerdown', 'keydown', 'input']) window.addEventListener(type, callback, { once: true, capture: true });
    },
    reload: () => location.reload(),
  };
}
