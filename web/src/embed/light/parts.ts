/**
 * What stands around a block's code: made without markup as text, which pages with trusted types forbid, and copied for each block.
 */
const svgNamespace = 'http://www.w3.org/2000/svg';

export const icons = {
  run: 'M2.5 1v10l8-5z',
  stop: 'M2 2h8v8H2z',
  edit: 'M3 13l.7-3L11 2.7l2.3 2.3L6 12.3z',
  copy: 'M6 6h7v7H6zM10 3.5V3H3v7h.5',
  copied: 'M3 8.5l3.2 3.2L13 4.8',
  open: 'M9 3h4v4M13 3L7.5 8.5M11 9.5V13H3V5h3.5',
};

export interface Parts {
  readonly box: HTMLElement;
  readonly spoken: HTMLElement;
  readonly copy: HTMLElement;
  readonly open: HTMLElement;
  readonly edit: HTMLElement;
  readonly run: HTMLElement;
  readonly runText: HTMLElement;
  readonly code: HTMLElement;
  readonly said: HTMLElement;
}

function make(tag: string, attributes: Readonly<Record<string, string>>, ...children: readonly Node[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function icon(name: keyof typeof icons, size = 16): SVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svgNamespace, 'path');
  path.setAttribute('d', icons[name]);
  svg.append(path);
  return svg;
}

export function setIcon(element: Element, name: keyof typeof icons): void {
  element.querySelector('path')?.setAttribute('d', icons[name]);
}

let pattern: HTMLElement | undefined;

function makePattern(): HTMLElement {
  return make(
    'div',
    { class: 'box' },
    make(
      'div',
      { class: 'bar' },
      make('span', { class: 'spoken', role: 'status' }),
      make('button', { type: 'button', class: 'copy' }, icon('copy')),
      make('a', { class: 'open', target: '_blank', rel: 'noopener' }, icon('open')),
      make('button', { type: 'button', class: 'edit' }, icon('edit')),
      make('button', { type: 'button', class: 'run' }, icon('run', 12), make('span', { class: 'run-text' })),
    ),
    make('div', { class: 'code' }, make('slot', {})),
    make('p', { class: 'said', hidden: '' }),
  );
}

export function makeParts(): Parts {
  pattern ??= makePattern();
  const box = pattern.cloneNode(true) as HTMLElement;
  const part = (name: string): HTMLElement => {
    const found = box.querySelector<HTMLElement>(`.${name}`);
    if (!found) throw new Error(`no ${name}`);
    return found;
  };
  return {
    box,
    spoken: part('spoken'),
    copy: part('copy'),
    open: part('open'),
    edit: part('edit'),
    run: part('run'),
    runText: part('run-text'),
    code: part('code'),
    said: part('said'),
  };
}
