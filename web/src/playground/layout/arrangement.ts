/** How the playground's parts stand, by the room there is. */
export interface Arrangement {
  /** The samples are a select above the panes instead of a list beside them. */
  readonly compact: boolean;
  /** Editor and output stand beside each other, or one above the other. */
  readonly direction: 'across' | 'down';
}

export function arrange(width: number, height: number): Arrangement {
  const flat = height < 520; // a phone on its side
  return {
    compact: width < 820 || flat,
    direction: width >= 1120 || (flat && width >= 600) ? 'across' : 'down',
  };
}
