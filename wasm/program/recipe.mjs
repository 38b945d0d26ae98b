/**
 * How a user's program is built: the one description.
 *
 * The site's build (samples), the compiler worker in the browser and the tests all take flags, paths and link line from here, so that a sample
 * built ahead and the same sample built in the browser are the same bytes. Nothing here depends on where it runs.
 *
 * A program is one C++ source, compiled by clang with a precompiled header of weft and the standard headers that samples use, and linked by
 * wasm-ld exactly as emcc links the *host program* (host_program.cpp): same libraries, same exports, same memory layout. So it runs under the
 * JavaScript (glue) that emcc made for the host program.
 *
 * There are two kinds of programs: for one thread, which run everywhere, and with real threads, on memory that is shared, which only a
 * cross-origin isolated page can run. One compilation serves both; they differ in the link and in the glue. Which kind a program is, its link
 * tells: a program that uses threads calls pthread_create(), whatever in C++ it does it by, and no other does.
 */

/** @typedef {'single' | 'threads'} Kind */

/** Where things lie in the compiler's file tree. The root is also the working folder, hence relative names for what is the user's own. */
export const paths = {
  source: 'main.cpp',
  object: 'main.o',
  /** LLVM's intermediate language, as text. */
  intermediate: 'main.ll',
  program: 'main.wasm',
  /** Emscripten's headers and libraries. */
  sysroot: '/sysroot',
  libraries: '/sysroot/lib/wasm32-emscripten',
  /** clang's own headers (stddef.h and the like) in `include`. */
  clang: '/clang',
  /** weft's headers and library, and what else this project adds. */
  weft: '/weft',
  /** The folder of the precompiled header, which is loaded apart from the rest. */
  precompiled: '/precompiled',
};

/** Files this project adds to the tree, by their whole paths. */
export const files = {
  /** What is precompiled. Not in an include folder: programs include the headers in it by their own names. */
  header: `${paths.weft}/precompiled.hpp`,
  precompiled: `${paths.precompiled}/precompiled.pch`,
  library: `${paths.weft}/lib/libweft.a`,
  /** What real threads need besides: replaces parts of libweft.a and of the C library. */
  threads: `${paths.weft}/lib/libweft_threads.a`,
};

/**
 * What there is of each kind: the JavaScript functions that the glue has, as a wasm-ld stub library (calling one it lacks is a link error, not a
 * failure at run time), and the link description.
 *
 * @param {Kind} kind
 */
export function linkFiles(kind) {
  return { javascript: `${paths.weft}/lib/javascript-${kind}.so`, link: `${paths.weft}/lib/link-${kind}.json` };
}

/** What a program with threads calls and no other does. */
const threadStarter = 'pthread_create';

/**
 * Whether the report of a link for one thread says that the program starts threads; and the report without that.
 *
 * @param {string} report what wasm-ld wrote
 */
export function readThreadTrace(report) {
  const lines = report.split('\n');
  const traced = lines.filter((line) => /: (?:reference to|definition of|lazy definition of|shared definition of) pthread_create$/u.test(line));
  return {
    usesThreads: traced.some((line) => line.includes(': reference to ')),
    report: lines.filter((line) => !traced.includes(line)).join('\n'),
  };
}

/** What binary interface and dialect depend on: the same for the precompiled header and for programs, or clang refuses the header. */
const common = [
  'clang++',
  '--target=wasm32-unknown-emscripten',
  `--sysroot=${paths.sysroot}`,
  '-resource-dir',
  paths.clang,
  '-isystem',
  `${paths.weft}/include`,
  '-std=c++23',
  // As libweft.a and the system libraries are built; without tail calls a long chain of awaits overflows the stack.
  '-fwasm-exceptions',
  '-mtail-call',
  // For programs without threads, too: atomic instructions and thread-local variables are fine on memory that is not shared, and so one
  // precompiled header and one libweft.a serve both kinds.
  '-pthread',
  '-O1',
  // What strict aliasing would gain at -O1 is less than what its metadata costs to make, print and read back; and it forgives.
  ...['-Xclang', '-relaxed-aliasing'],
  // Less than LLVM's 225, and 325 for what is declared inline: a program compiles in a tenth less time and runs as fast, but for much appending to
  // strings. From 125 down, coroutines are no longer merged into those that await them.
  ...['-mllvm', '-inline-threshold=150'],
  // Every function of libc++ carries an ABI tag and a visibility, for the sake of shared libraries. Without them the precompiled header is a
  // quarter smaller to fetch and to load.
  '-D_LIBCPP_NO_ABI_TAG',
  '-D_LIBCPP_DISABLE_VISIBILITY_ANNOTATIONS',
  // The newer of its two ways to do std::function: a program full of callbacks compiles in half the time. It is another layout, so libweft.a is
  // compiled with it too; nothing in libc++'s own library takes a std::function.
  '-D_LIBCPP_ABI_OPTIMIZED_FUNCTION',
  // The compiler's package is built with assertions: without these it checks its own work and names every value.
  ...['-Xclang', '-disable-llvm-verifier', '-fdiscard-value-names'],
  // As emcc has it: setjmp on wasm exceptions; without loop strength reduction, which makes loops on wasm slower.
  ...['-mllvm', '-wasm-enable-sjlj', '-mllvm', '-disable-lsr'],
];

/** Warnings that help a reader of the sample; what only a code base of many files needs is left out. */
const warnings = ['-Wall', '-Wextra'];

/** Arguments that precompile `files.header`; the result goes to `output`, a file at the root. */
export function precompileArguments(/** @type {string} */ output) {
  return [...common, '-fpch-instantiate-templates', '-Xclang', '-fno-pch-timestamp', '-x', 'c++-header', files.header, '-o', output];
}

/** The last of the optimizer's passes over the whole module; what it leaves goes to the back end. */
const lastPass = { option: 'rel-lookup-table-converter', name: 'RelLookupTableConverterPass' };

/**
 * Arguments that compile `paths.source` into `paths.object`, and print to stderr what the optimizer has left to the back end: see `readIrDump`.
 *
 * @param {'sarif' | 'text'} diagnostics the form in which they are written to stderr
 */
export function compileArguments(diagnostics) {
  return [...sourceArguments(diagnostics), '-mllvm', `-print-after=${lastPass.option}`, '-mllvm', '-print-module-scope', '-c', paths.source, '-o', paths.object];
}

/**
 * Arguments that only look at `paths.source`.
 *
 * @param {'sarif' | 'text'} diagnostics
 */
export function checkArguments(diagnostics) {
  return [...sourceArguments(diagnostics), '-fsyntax-only', paths.source];
}

/** @param {'sarif' | 'text'} diagnostics */
function sourceArguments(diagnostics) {
  return [
    ...common,
    ...warnings,
    '-include-pch',
    files.precompiled,
    ...(diagnostics === 'sarif' ? ['-fdiagnostics-format=sarif', '-Wno-sarif-format-unstable'] : []),
  ];
}

/**
 * Parts what clang wrote to stderr under `compileArguments`: the LLVM IR of the module (null when it did not get so far), and the report.
 *
 * @param {string} output
 * @returns {{ ir: string | null, report: string }}
 */
export function readIrDump(output) {
  const mark = `; *** IR Dump After ${lastPass.name} on [module] ***\n`;
  const start = output.indexOf(mark);
  if (start === -1) return { ir: null, report: output };
  // A module ends with its metadata, of which there is always some.
  const end = output.indexOf('\n', output.lastIndexOf('\n!') + 1) + 1;
  return { ir: output.slice(start + mark.length, end), report: output.slice(0, start) + output.slice(end).replace(/^\n/u, '') };
}

/** Arguments that compile `paths.intermediate`, LLVM IR that repair_ir.mjs has mended, into `paths.object`. */
export function backEndArguments() {
  const options = common.filter((word) => !word.startsWith('-D'));
  return [...options, '-Xclang', '-disable-llvm-passes', '-Wno-unused-command-line-argument', '-x', 'ir', '-c', paths.intermediate, '-o', paths.object];
}

/**
 * Arguments that look at `paths.source` once more for what SARIF lacks: proposed changes and the names of warnings. As text of which clang promises
 * that programs can read it. (Its serialized form would have all of it, but this clang crashes when it is asked for that and SARIF at once.)
 */
export function fixItArguments() {
  return [
    ...common,
    ...warnings,
    '-include-pch',
    files.precompiled,
    '-fdiagnostics-parseable-fixits',
    '-fsyntax-only',
    paths.source,
  ];
}

/**
 * What is taken over from emcc's own link of the host program; see build_host.mjs.
 *
 * @typedef {object} LinkDescription
 * @property {string[]} libraries system libraries in link order, file names in `paths.libraries`
 * @property {string[]} options   exports, stack, memory, table and the like
 */

/**
 * Arguments that link `paths.object` into `paths.program`.
 *
 * @param {LinkDescription} link
 * @param {Kind} kind
 */
export function linkArguments(link, kind) {
  return [
    'wasm-ld',
    '-o',
    paths.program,
    paths.object,
    ...(kind === 'threads' ? ['--whole-archive', files.threads, '--no-whole-archive'] : [`--trace-symbol=${threadStarter}`]),
    files.library,
    ...link.libraries.map((library) => `${paths.libraries}/${library}`),
    linkFiles(kind).javascript,
    ...link.options,
  ];
}

/** How the host program is linked by emcc. */
export const host = {
  link: [
    '-fwasm-exceptions',
    '-mtail-call',
    '-O1',
  // What strict aliasing would gain at -O1 is less than what its metadata costs to make, print and read back; and it forgives.
  ...['-Xclang', '-relaxed-aliasing'],
  // Less than LLVM's 225, and 325 for what is declared inline: a program compiles in a tenth less time and runs as fast, but for much appending to
  // strings. From 125 down, coroutines are no longer merged into those that await them.
  ...['-mllvm', '-inline-threshold=150'],
    '--no-entry',
    '-sMODULARIZE',
    '-sEXPORT_NAME=createWeftProgram',
    '-sENVIRONMENT=worker,web,node',
    '-sWASM_BIGINT',
    '-sALLOW_MEMORY_GROWTH',
    // exit() destroys what is static and writes out what stdio and iostreams still hold.
    '-sEXIT_RUNTIME',
    '-sSTACK_SIZE=1MB',
    // No file system: it would double the glue, and a page has no files.
    '-sFILESYSTEM=0',
    // The glue and the programs are made at different times, so their names must stay as they are written.
    '-sEXPORTED_FUNCTIONS=_weft_main,_malloc,_free',
  ],
  /** And besides for programs with threads. */
  linkThreads: [
    '-pthread',
    // Little for a thread: its stack is part of the memory of the program, whether it is used or not.
    '-sDEFAULT_PTHREAD_STACK_SIZE=256KB',
  ],
  /**
   * System libraries that a program may use, all of whose members are linked into the host program: so the glue has every JavaScript function that
   * any of them calls. Not among them, hence not for programs: OpenGL, OpenAL, HTML5 events, sockets.
   */
  libraries: {
    single: /^lib(?:bulkmemory|stubs|c|dlmalloc|compiler_rt-wasm-sjlj|c\+\+-except|c\+\+abi-except|unwind-except|embind-rtti)\.a$/u,
    // crtbegin.o gives each thread its thread-local variables.
    threads: /^(?:lib(?:bulkmemory|stubs|c-mt|dlmalloc-mt|compiler_rt-wasm-sjlj-mt|c\+\+-mt-except|c\+\+abi-mt-except|unwind-mt-except|embind-rtti)\.a|crtbegin\.o)$/u,
  },
};

/** What of Emscripten's and clang's headers a program can need; the rest would only be downloaded. */
export const headers = {
  /** Paths below the sysroot's `include` that stay out. */
  sysrootWithout:
    /^(?:AL|EGL|GL|GLES\d?|GLFW|KHR|SDL|X11|mimalloc|net|netinet|netpacket|sanitizer|scsi|webgpu|compat|mach-o|c\+\+\/v1\/(?:ext|experimental|__cxx03|__std_clang_module|libcxx\.imp|.*\.in))(?:\/|$)|\.(?:in|modulemap)$/u,
  /** Names of clang's own headers that are for this target. */
  clang:
    /^(?:__float_\w+|__std\w+|builtins|float|inttypes|iso646|limits|std(?:align|arg|atomic|bool|bit|ckdint|countof|def|int|noreturn)|tgmath|unwind|varargs|wasm_simd128)\.h$/u,
};
