/** The workers of a program's threads, seen from the program's worker: made by the frame, used by the glue as if they were its own. */
import { threadName, type FrameToProgram, type ProgramToFrame } from '../../protocol/thread_messages.js';

/** The part of a worker that the glue uses. */
class ThreadWorker {
  onmessage: ((event: MessageEvent) => void) | null = null;
  readonly #channel = new MessageChannel();

  constructor(
    readonly thread: number,
    readonly tell: (message: ProgramToFrame, transfer?: Transferable[]) => void,
  ) {
    this.#channel.port1.onmessage = (event) => this.onmessage?.(event);
    tell({ type: 'start-thread', thread }, [this.#channel.port2]);
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.#channel.port1.postMessage(message, transfer);
  }

  terminate(): void {
    this.#channel.port1.close();
    this.tell({ type: 'end-thread', thread: this.thread });
  }
}

/** From here on, what the glue starts as a thread's worker is one of the frame's. */
export function startThreadsThrough(frame: MessagePort, onFailure: (message: string) => void): void {
  let lastThread = 0;
  const tell = (message: ProgramToFrame, transfer: Transferable[] = []) => frame.postMessage(message, transfer);
  frame.onmessage = ({ data }: MessageEvent<FrameToProgram>) => onFailure(data.message);
  const OwnWorker = self.Worker;
  // A function that returns an object can be called with `new`, which then gives that object.
  self.Worker = function (address: string | URL, options?: WorkerOptions) {
    return options?.name === threadName ? new ThreadWorker((lastThread += 1), tell) : new OwnWorker(address, options);
  } as unknown as typeof Worker;
}

/** In a thread's worker: has the glue speak through a port instead of with whoever made the worker. */
export function speakThrough(port: MessagePort): void {
  self.postMessage = ((message: unknown, transfer: Transferable[] = []) => port.postMessage(message, transfer)) as typeof self.postMessage;
  port.onmessage = (event) => self.onmessage?.call(self, event);
}
