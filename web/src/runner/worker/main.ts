/**
 * The program worker: runs one program once, then is thrown away. It is bundled to one classic script and put behind the
 * glue in one blob, because a blob worker of an opaque origin cannot import anything else.
 *
 * Everything here shares its realm with the program. Nothing in it guards the page; the frame's policy and the page's checks do.
 */
import { threadName } from '../../protocol/thread_messages.js';
import { clip, type PageMessage, type ProgramEnding, type ProgramMessage } from '../../protocol/program_messages.js';
import type { ProgramGlue, WeftProgram } from '../../protocol/program_glue.js';
import { traceDepth } from '../traps.js';
import { describeEnding, endingOfThread } from './ending.js';
import { createProgramHost, onStrayError } from './program_host.js';
import { speakThrough, startThreadsThrough } from './threads.js';

/** Defined by the glue, in front of this script. */
declare const createWeftProgram: ProgramGlue;

// V8 keeps ten frames of an error unless told, too few to tell where a trap was from where it came.
Error.stackTraceLimit = traceDepth;

// This script is also that of a program's threads.
self.addEventListener(
  'message',
  ({ ports: [port, frame] }) => {
    if (port && self.name === threadName) speakThrough(port);
    else if (port && frame) serve(port, frame);
  },
  { once: true },
);

function serve(port: MessagePort, frame: MessagePort): void {
  const host = createProgramHost(port);
  const { send, network, output, lines } = host;
  let program: WeftProgram | undefined;

  const run = async ({ wasm, args, jspi }: Extract<PageMessage, { type: 'run' }>) => {
    let uncaught: ProgramEnding | undefined;
    try {
      program = await createWeftProgram({
        wasmBinary: wasm,
        arguments: [...args],
        weft: {
          write: (fd, bytes) => output.write(fd === 2 ? 'stderr' : 'stdout', bytes),
          fetch: network.fetch,
          readLine: lines.read,
          uncaught: ({ type, what }) => {
            uncaught = { how: 'exception', exceptionType: clip(type), what: clip(what) };
          },
          variantEnded: ({ name, wallMs, peakBytes, cpuMs }) =>
            send({ type: 'variant', name: clip(name, 4_096), wallMs, peakBytes, cpuMs }),
          jspi,
        },
      });
      host.begin();
      const exitCode = await program.weftMain();
      host.end(uncaught ?? { how: 'exit', exitCode });
    } catch (error) {
      host.end(describeEnding(error));
    }
  };

  const inspect = (id: number, answer: (program: WeftProgram) => ProgramMessage) => {
    try {
      if (!program) throw new Error('the program has not started');
      send(answer(program));
    } catch (error) {
      send({ type: 'inspection-failed', id, message: clip(String(error)) });
    }
  };

  port.addEventListener('message', ({ data }: MessageEvent<PageMessage>) => {
    switch (data.type) {
      case 'run':
        void run(data);
        break;
      case 'tasks':
        inspect(data.id, (running) => ({ type: 'tasks', id: data.id, tasks: listTasks(running) }));
        break;
      case 'cancel-task':
        inspect(data.id, (running) => ({
          type: 'task-cancelled',
          id: data.id,
          cancelled: running.weftCancelTask(data.task),
        }));
        break;
      case 'run-script':
      case 'load-python':
        break; // not this worker's
      default:
        host.receive(data);
    }
  });

  // A trap in a callback of the event loop reaches nobody's catch when the glue runs without JSPI, or when a program's own
  // JavaScript objects (emscripten::val) call it.
  onStrayError((error) => host.end(describeEnding(error)));

  startThreadsThrough(frame, (message) => host.end(endingOfThread(message)));

  // Programs reach JavaScript through emscripten::val; there, too, a request goes through the page.
  self.fetch = network.fetch;

  port.start();
  send({ type: 'ready' });
}

function listTasks(program: WeftProgram): Extract<ProgramMessage, { type: 'tasks' }>['tasks'] {
  return program.weftTasks().map(({ id, name, state, waitingOn, createdAt }) => ({
    id,
    name: clip(name),
    state,
    waitingOn: clip(waitingOn),
    createdAt: clip(createdAt),
  }));
}
