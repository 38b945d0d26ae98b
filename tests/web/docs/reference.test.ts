/** The reference that is made from the headers: whether it tells of all that there is, and reads well. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { publicHeaders, referencePages, type ReferencePage } from '../../../web/scripts/reference.mjs';
import { toMarkdown } from '../../../web/scripts/reference/doc_comment.mjs';
import { project } from '../../../wasm/toolchain/setup.mjs';

/** What the runtime promises by name, and whose member it is. */
const promised: Readonly<Record<string, readonly string[]>> = {
  generator: ['next', 'send', 'throw_', 'close', 'result', 'begin', 'end'],
  yield_from: [],
  coroutine: [],
  run: [],
  create_task: [],
  task: ['cancel', 'cancelling', 'uncancel', 'name', 'set_name', 'done', 'cancelled', 'result', 'exception', 'add_done_callback', 'remove_done_callback'],
  future: ['set_result', 'set_exception', 'cancel', 'done', 'cancelled', 'result', 'exception', 'add_done_callback', 'remove_done_callback'],
  event_loop: [
    ...['current', 'create_future', 'call_soon', 'call_later', 'call_at', 'call_soon_threadsafe', 'time', 'run_once', 'run_in_executor', 'create_task'],
    ...['set_debug', 'slow_callback_duration', 'set_exception_handler'],
  ],
  handle: ['cancel'],
  timer_handle: ['when'],
  exception_context: [],
  sleep: [],
  yield_now: [],
  gather: [],
  gather_settled: [],
  outcome: ['has_value', 'value', 'error'],
  wait: [],
  wait_result: [],
  return_when: [],
  wait_for: [],
  timeout_at: [],
  as_completed: [],
  shield: [],
  with_task_group: [],
  task_group: ['create_task', 'cancel'],
  lock: ['acquire', 'release', 'locked', 'scoped'],
  event: ['set', 'clear', 'is_set', 'wait'],
  condition: ['acquire', 'release', 'locked', 'scoped', 'wait', 'wait_for_predicate', 'notify', 'notify_all'],
  semaphore: ['acquire', 'release', 'locked', 'scoped'],
  bounded_semaphore: [],
  barrier: ['wait'],
  queue: ['put', 'get', 'put_nowait', 'get_nowait', 'join', 'task_done', 'shutdown', 'size', 'empty', 'full'],
  priority_queue: ['put', 'get'],
  lifo_queue: ['put', 'get'],
  async_generator: ['next', 'send', 'throw_', 'close'],
  cancelled_error: [],
  timeout_error: [],
  invalid_state_error: [],
  exception_group: ['message', 'exceptions', 'what'],
  generator_exit: [],
  queue_empty: [],
  queue_full: [],
  queue_shut_down: [],
  deadlock_error: [],
  http_error: [],
  threads_unavailable: [],
  client_session: ['request', 'get', 'post', 'put', 'patch', 'delete_', 'head'],
  response: ['status', 'ok', 'url', 'headers', 'text', 'bytes', 'chunks'],
  'blocking::get': [],
  thread_pool_executor: ['submit', 'map'],
  to_thread: [],
  'tracemalloc::start': [],
  'tracemalloc::get_traced_memory': [],
  'tracemalloc::stop': [],
  print: [],
  println: [],
  read_line: [],
  all_tasks: [],
  current_task: [],
  print_call_graph: [],
  variant: [],
  'trace::export_chrome_json': [],
  clock: ['real', 'virtual_time'],
};

const pages = { en: [] as ReferencePage[], ko: [] as ReferencePage[] };
beforeAll(async () => {
  pages.en = await referencePages('en');
  pages.ko = await referencePages('ko');
}, 60_000);

describe('the reference', () => {
  test.each(Object.entries(promised))('tells of %s and its members', async (name, members) => {
    const [own = '', scope = ''] = name.split('::').reverse();
    const declared = (await publicHeaders()).flatMap((header) => header.declarations).filter((one) => one.scope === scope);
    const found = declared.filter((one) => one.name === own || one.others?.includes(own));
    expect(found).not.toEqual([]);
    const there = found.flatMap((one) => one.members).flatMap((one) => [one.name, ...(one.others ?? [])]);
    expect(there).toEqual(expect.arrayContaining([...members]));
    expect(pages.en.some(({ content }) => content.includes(`<code>${name}</code>`))).toBe(true);
  });

  test('has a page for every header, in both languages', () => {
    const headers = readdirSync(resolve(project, 'wasm/include/weft')).flatMap((name) => /^(.*)\.hpp$/u.exec(name)?.slice(1) ?? []);
    for (const language of ['en', 'ko'] as const) {
      expect(pages[language].map(({ name }) => name).sort()).toEqual([...headers.filter((name) => name !== 'weft'), 'index'].sort());
    }
  });

  test('has a program to run on every page', () => {
    for (const all of Object.values(pages)) {
      expect(all.filter(({ name, content }) => name !== 'index' && !content.includes('```cpp-weft\n#include')).map(({ name }) => name)).toEqual([]);
    }
  });

  test('names every page in its index', () => {
    for (const all of Object.values(pages)) {
      const index = all.find(({ name }) => name === 'index')?.content ?? '';
      for (const { name } of all) if (name !== 'index') expect(index).toContain(`](./${name})`);
    }
  });

  test('leads nowhere that is not there', () => {
    for (const { name, content } of pages.en) {
      for (const [, to = '', anchor = ''] of content.matchAll(/\]\((?:\.\/(\w+))?#([\w-]+)\)/gu)) {
        const target = pages.en.find((page) => page.name === (to === '' ? name : to));
        expect(target?.content, `${name} → ${to}#${anchor}`).toContain(`{#${anchor}}`);
      }
    }
  });

  test('has no two places of one name on a page', () => {
    for (const { name, content } of pages.en) {
      const anchors = [...content.matchAll(/\{#([\w-]+)\}/gu)].map(([, anchor]) => anchor);
      expect(new Set(anchors).size, `${name}: ${anchors.join()}`).toBe(anchors.length);
    }
  });

  test('says nothing of the machinery', () => {
    for (const { name, content } of pages.en) expect(content, name).not.toMatch(/detail::|intrusive_ptr|source_location here|promise_type/u);
  });
});

describe('a comment of a header', () => {
  const none = (): undefined => undefined;

  test('keeps paragraphs and joins their lines', () => {
    expect(toMarkdown('One\nparagraph.\n\nAnother.', none)).toBe('One paragraph.\n\nAnother.');
  });

  test('says in bold what a paragraph is about', () => {
    expect(toMarkdown('It is.\nOwnership: handles share it.', none)).toBe('It is.\n\n**Ownership.** Handles share it.');
  });

  test('shows indented lines as code, empty ones between them too', () => {
    expect(toMarkdown('So:\n\n    a();\n\n    b();\n\nAnd on.', none)).toBe('So:\n\n```cpp\na();\n\nb();\n```\n\nAnd on.');
  });

  test('has lists', () => {
    expect(toMarkdown('It throws\n - one thing\n   or so;\n - another.', none)).toBe('It throws\n\n- one thing or so;\n- another.');
  });

  test('marks what is code, and leads to what is known', () => {
    const links = (name: string): string | undefined => (name === 'run' ? './run#run' : undefined);
    expect(toMarkdown('run() throws std::logic_error, co_await never.', links)).toBe('[`run()`](./run#run) throws `std::logic_error`, `co_await` never.');
  });

  test('lets nothing through that would be markup', () => {
    expect(toMarkdown('a < b, a * b * c, {{ x }}', none)).toBe('a &lt; b, a \\* b \\* c, &#123;&#123; x }}');
  });
});
