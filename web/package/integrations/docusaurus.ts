/**
 * For Docusaurus, and for whatever else renders MDX by remark:
 *
 *     import weftPlayground from 'weft-playground/docusaurus';
 *     export default {
 *       scripts: [{ src: '/weft/embed.js', type: 'module', 'data-prebuilt': '/weft-prebuilt/' }],
 *       presets: [['classic', { docs: { remarkPlugins: [weftPlayground] } }]],
 *     };
 */
import { attributesOfFence, codeClass } from './element.js';

interface Node {
  readonly type: string;
  readonly lang?: string | null;
  readonly meta?: string | null;
  readonly value?: string;
  children?: Node[];
}

/** The remark plugin: code blocks of `cpp-weft` become playgrounds. */
export default function weftPlayground(): (tree: object) => void {
  return (tree) => replaceIn(tree as Node);
}

function replaceIn(parent: Node): void {
  if (parent.children === undefined) return;
  parent.children = parent.children.map((node) => {
    const options = node.type === 'code' ? attributesOfFence(`${node.lang ?? ''} ${node.meta ?? ''}`) : null;
    if (options === null) {
      replaceIn(node);
      return node;
    }
    // React gives what has no value to an element's property, where '' is false.
    const attributes = Object.entries(options).map(([name, value]) => attribute(name, value === '' ? 'true' : value));
    const code = element('code', [attribute('className', codeClass)], [literal(`${node.value ?? ''}\n`)]);
    return element('weft-playground', attributes, [element('pre', [attribute('tabIndex', '0')], [code])]);
  });
}

function attribute(name: string, value: string): object {
  return { type: 'mdxJsxAttribute', name, value };
}

/** As `{"text"}` in the page: what is plain text there loses the blanks at the beginning of its lines. */
function literal(text: string): Node {
  const expression = { type: 'Literal', value: text, raw: JSON.stringify(text) };
  const estree = { type: 'Program', sourceType: 'module', body: [{ type: 'ExpressionStatement', expression }] };
  return { type: 'mdxTextExpression', value: expression.raw, data: { estree } } as Node;
}

function element(name: string, attributes: readonly object[], children: Node[]): Node {
  // As if it were written in the page: then it is not the theme's own <pre> or <code>.
  const data = { _mdxExplicitJsx: true };
  return { type: 'mdxJsxFlowElement', name, attributes, children, data } as Node;
}
