/**
 * What a program's worker and the sandbox frame say to each other: a program's threads are workers of the frame's, not of the
 * program's worker. That one may block, and a browser starts a worker only while the one that asked for it does not; Firefox
 * may also block for ever in `new Worker` of a worker that makes several.
 */

/** How the glue knows that it runs in a thread's worker. */
export const threadName = 'em-pthread';

export type ProgramToFrame =
  /** With the thread's end of a channel to the program's worker. */
  { readonly type: 'start-thread'; readonly thread: number } | { readonly type: 'end-thread'; readonly thread: number };

export type FrameToProgram = {
  readonly type: 'thread-failed';
  readonly thread: number;
  /** What nothing in the thread's worker caught. */
  readonly message: string;
};
