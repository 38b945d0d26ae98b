/** Where in a JavaScript program an error came from, out of the stacks that each engine writes in its own way. */

/** V8: `    at weave (main.js:3:5)`, `    at main.js:3:5`. With a source URL the program's own frames are the ones of its file. */
const v8Frame = /^\s*at (?:(?<name>.+?) \()?(?<file>[^()]*?):(?<line>\d+):(?<column>\d+)\)?$/;
/** SpiderMonkey: `weave@main.js:3:5`, or `weave@blob:… line 1 > eval:3:5` where it keeps the evaluator's address. */
const firefoxFrame = /^(?<name>.*?)@(?<file>.*):(?<line>\d+):(?<column>\d+)$/;

/** The program's frames, innermost first, as `weave (main.js:3:5)`. */
export function placeInScript(error: unknown, event: Event | undefined, fileName: string): string[] {
  const isOurs = (file: string) => file === fileName || file.endsWith(`/${fileName}`) || / > eval$/.test(file);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = stack.split('\n').flatMap((text) => {
    const { name, file, line, column } = (v8Frame.exec(text) ?? firefoxFrame.exec(text))?.groups ?? {};
    if (file === undefined || !isOurs(file)) return [];
    const place = `${fileName}:${line}:${column}`;
    // The function that the program is the body of is none of the program's.
    const readable = (name ?? '')
      .replace(/^async\*? ?/, '')
      .replace(/^Object\./, '')
      .replace(/^(?:eval|anonymous|<anonymous>)$/, '')
      .replace(/[/<*]+$/, '');
    return [readable === '' ? place : `${readable} (${place})`];
  });
  // A mistake in the syntax has no stack; the event says where it is.
  if (frames.length === 0 && error instanceof SyntaxError && event instanceof ErrorEvent && event.lineno > 0) {
    return [`${fileName}:${event.lineno}:${event.colno}`];
  }
  return frames;
}
