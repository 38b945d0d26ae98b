// Runs a program of the build (weft_tests_wasm, weft_bench_wasm) the way a user's program is run: in a classic worker, under
// the same glue. Its address says which program (`?program=`) and with which arguments (`&argument=`, any number).

const parameters = new URL(self.location.href).searchParams;
const decoders = [undefined, new TextDecoder(), new TextDecoder()];

// Standard input: what tests type, and who waits for it.
const typed = [];
const readers = [];
self.testInput = {
  type(line) {
    const reader = readers.shift();
    if (reader) reader(line);
    else typed.push(line);
  },
};

self.importScripts(`${parameters.get('program')}.js`);

self
  .createWeftProgram({
    arguments: parameters.getAll('argument'),
    weft: {
      write: (descriptor, bytes) => self.postMessage({ descriptor, output: decoders[descriptor].decode(bytes, { stream: true }) }),
      readLine: () => new Promise((resolve) => (typed.length > 0 ? resolve(typed.shift()) : readers.push(resolve))),
    },
  })
  .then((program) => program.weftMain())
  .then(
    (exitCode) => self.postMessage({ exitCode }),
    (error) => self.postMessage({ descriptor: 2, output: `\n${error?.stack ?? error}\n`, exitCode: 1 }),
  );
