/** Whether the page is light or dark now: what the reader chose, else what the system says. */
import { Observable } from '../observable.js';
import { preferences, type Theme } from '../session/preferences.js';

export type Appearance = 'light' | 'dark';

const systemDark = typeof matchMedia === 'undefined' ? undefined : matchMedia('(prefers-color-scheme: dark)');

function appearanceOf(theme: Theme): Appearance {
  if (theme !== 'system') return theme;
  return systemDark?.matches ? 'dark' : 'light';
}

/** Changes after the document has taken the new colours, so a listener may read them. */
export const appearance = new Observable<Appearance>(appearanceOf(preferences.theme.value));

/** Keeps the document's `data-theme` and `appearance` right from now on. */
export function followTheme(root: HTMLElement): void {
  const apply = (): void => {
    const theme = preferences.theme.value;
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    appearance.value = appearanceOf(theme);
  };
  apply();
  preferences.theme.subscribe(apply);
  systemDark?.addEventListener('change', apply);
}
