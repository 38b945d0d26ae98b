/** Reads the colour tokens as plain sRGB values, for Monaco and xterm, which know no custom properties. */

/** `var(--color-woad)` as the browser now resolves it below `element`, as `#rrggbb` or `#rrggbbaa`. */
export class ThemeColors {
  readonly #probe: HTMLElement;
  readonly #canvas: CanvasRenderingContext2D | null;

  constructor(parent: HTMLElement) {
    this.#probe = document.createElement('span');
    this.#probe.hidden = true;
    parent.append(this.#probe);
    this.#canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  }

  get(token: string): string {
    this.#probe.style.color = `var(${token})`;
    const color = getComputedStyle(this.#probe).color;
    const channels = /^rgba?\((\d+), (\d+), (\d+)\)$/.exec(color)?.slice(1).map(Number);
    if (channels) return `#${channels.map(hexadecimal).join('')}`;
    if (!this.#canvas) return '#808080';
    this.#canvas.clearRect(0, 0, 1, 1);
    this.#canvas.fillStyle = color;
    this.#canvas.fillRect(0, 0, 1, 1);
    return `#${[...this.#canvas.getImageData(0, 0, 1, 1).data].map(hexadecimal).join('')}`;
  }

  dispose(): void {
    this.#probe.remove();
  }
}

function hexadecimal(channel: number): string {
  return channel.toString(16).padStart(2, '0');
}
