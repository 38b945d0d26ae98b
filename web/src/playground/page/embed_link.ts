/** "Open in the playground": the link of an embed in somebody's page, shown here. */
import { readBlock } from '../../embed/format/block.js';
import { readLink } from '../../embed/format/link.js';
import { sourceKey } from '../../embed/format/source_key.js';
import type { WeftPlayground } from '../weft_playground.js';

export function isEmbedLink(fragment: string): boolean {
  return /^#v\d+\?/.test(fragment);
}

/** A link that cannot be read is told of as a program that says why. */
export async function showEmbedLink(playground: WeftPlayground, fragment: string): Promise<void> {
  try {
    const { options, code } = await readLink(fragment);
    const { source } = readBlock(code ?? '', options);
    const example = options['example'];
    if (source !== '') playground.showShared(`shared-${(await sourceKey(source)) ?? 'program'}`, source);
    else if (example !== undefined) playground.example = example;
  } catch (error) {
    playground.showShared('shared-damaged', `// ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
