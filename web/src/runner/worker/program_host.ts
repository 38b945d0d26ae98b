/** What a program's worker has whatever language the program is in: output, lines of input, requests, and one end. */
import type { PageMessage, ProgramEnding, ProgramMessage } from '../../protocol/program_messages.js';
import { createBrokerFetch, type BrokerFetch } from './broker_fetch.js';
import { createLineReader, type LineReader } from './line_reader.js';
import { OutputBatcher } from './output.js';
import { sleepBlocking } from './sleep.js';

export interface ProgramHost {
  readonly send: (message: ProgramMessage) => void;
  readonly network: BrokerFetch;
  readonly output: OutputBatcher;
  readonly lines: LineReader;
  /** main is about to begin. */
  begin(): void;
  /** Sends what is left of the output and the end. Only the first counts. */
  end(ending: ProgramEnding): void;
  /** Takes what belongs to none but the host itself: lines and the parts of responses. */
  receive(message: Extract<PageMessage, { readonly id: number }>): void;
}

export function createProgramHost(port: MessagePort): ProgramHost {
  const send = (message: ProgramMessage) => port.postMessage(message);
  const network = createBrokerFetch(send);
  const lines = createLineReader(send);
  const output = new OutputBatcher({
    now: () => performance.now(),
    sleep: sleepBlocking,
    // Not the name: a program may be given another `setTimeout`.
    later: scheduleLater,
    send: (pieces) => send({ type: 'output', pieces }),
  });
  let beganAt = 0;
  let over = false;
  return {
    send,
    network,
    output,
    lines,
    begin() {
      send({ type: 'started' });
      beganAt = performance.now();
    },
    end(ending) {
      if (over) return;
      over = true;
      output.flush();
      send({ type: 'ended', ending, runMs: beganAt === 0 ? 0 : performance.now() - beganAt });
    },
    receive(message) {
      switch (message.type) {
        case 'line':
          lines.receive(message.id, message.text);
          break;
        case 'fetch-response':
        case 'fetch-chunk':
        case 'fetch-end':
        case 'fetch-error':
          network.receive(message);
          break;
      }
    },
  };
}

const { setTimeout: browsersTimer } = globalThis;

function scheduleLater(callback: () => void, milliseconds: number): void {
  browsersTimer(callback, milliseconds);
}

/** Errors that reach nobody's catch: in a callback, or in a promise that nobody waits for. */
export function onStrayError(tell: (error: unknown, event: Event) => void): void {
  self.addEventListener('error', (event) => {
    event.preventDefault(); // or the frame would hear of it as well
    tell(event.error ?? new Error(event.message), event);
  });
  self.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    tell(event.reason, event);
  });
}
