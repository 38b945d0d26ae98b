// In which order the headers are told of, under which headings, and each in a few words of Korean: what the headers say is English.

/** @typedef {import('../../src/playground/i18n/translate.js').Language} Language */

/**
 * @typedef {object} Topic
 * @property {Record<Language, string>} title
 * @property {[header: string, korean: string][]} headers
 */

/** @type {readonly Topic[]} */
export const topics = [
  {
    title: { en: 'Generators', ko: '제너레이터' },
    headers: [
      ['generator', '값을 하나씩 건네주고, 그 사이에 말을 걸 수도 있는 함수입니다. 이벤트 루프 없이 쓸 수 있으니 여기서부터 읽어 보세요.'],
      ['async_generator', '본문에서 `co_await`를 쓸 수 있는 제너레이터입니다. 파이썬의 `async def`와 `yield`를 합친 것에 해당합니다.'],
    ],
  },
  {
    title: { en: 'Coroutines and tasks', ko: '코루틴과 태스크' },
    headers: [
      ['coroutine', '`co_await`를 쓰는 함수가 돌려주는 것, 파이썬의 `async def f() -> T`입니다. 기다리기 전에는 아무것도 실행하지 않습니다.'],
      ['run', '동기 코드에서 비동기 코드로 들어가는 문, 파이썬의 `asyncio.run()`입니다.'],
      ['task', '다른 코루틴들과 나란히 스스로 실행되는 코루틴입니다.'],
      ['future', '아직 없지만 누군가 넣어 줄 결과입니다.'],
      ['sleep', '정해진 시간 동안, 또는 루프가 한 바퀴 도는 동안 다른 태스크에 자리를 내줍니다.'],
    ],
  },
  {
    title: { en: 'Several at once', ko: '여럿을 한꺼번에' },
    headers: [
      ['gather', '여러 일을 동시에 하고, 결과를 순서대로 모두 받습니다.'],
      ['task_group', '블록보다 오래 살지 않는 태스크들입니다. 하나가 실패하면 나머지를 취소합니다.'],
      ['wait', '여러 태스크 가운데 일부가 끝날 때까지 기다립니다.'],
      ['as_completed', '태스크를 끝나는 순서대로 받습니다.'],
      ['wait_for', '기다리는 시간에 한도를 둡니다.'],
      ['shield', '기다리는 쪽이 취소되어도 기다림의 대상은 계속 실행되게 합니다.'],
      ['outcome', '값이든 실패든, 어떻게 끝났는지를 던지지 않고 담아 둡니다.'],
      ['exception_group', '한꺼번에 일어난 여러 실패입니다.'],
      ['errors', 'weft의 예외들입니다. 이름은 파이썬의 짝을 따랐습니다.'],
    ],
  },
  {
    title: { en: 'Keeping each other in step', ko: '서로 발맞추기' },
    headers: [
      ['lock', '한 번에 한 태스크만 들어갑니다.'],
      ['semaphore', '한 번에 정해진 수의 태스크만 들어갑니다.'],
      ['event', '어떤 일이 일어날 때까지 태스크들이 기다립니다.'],
      ['condition', '잠금을 쥔 채로 어떤 조건이 참이 될 때까지 기다립니다.'],
      ['barrier', '정해진 수가 모일 때까지 서로 기다립니다.'],
      ['queue', '태스크에서 태스크로 항목을 건네줍니다.'],
    ],
  },
  {
    title: { en: 'The outside world', ko: '바깥세상' },
    headers: [
      ['print', '서식에 맞추어 표준 출력에 씁니다. 문법은 `std::format`과 같습니다.'],
      ['read_line', '이벤트 루프를 멈추지 않고 표준 입력에서 한 줄을 읽습니다.'],
      ['client_session', '기다릴 수 있는 HTTP 요청입니다. aiohttp의 `ClientSession`을 본떴습니다.'],
      ['blocking', '스레드를 멈춰 세우는 요청, 파이썬의 `requests.get()`입니다.'],
      ['thread_pool_executor', '멈추거나 계산하는 일을 위한 진짜 스레드입니다.'],
    ],
  },
  {
    title: { en: 'The loop itself', ko: '이벤트 루프' },
    headers: [
      ['event_loop', '콜백과 타이머, 그리고 그것들이 속한 태스크를 실행하는 이벤트 루프입니다.'],
      ['time', 'weft가 세는 시간과 시각, 그리고 시계입니다.'],
    ],
  },
  {
    title: { en: 'Looking and measuring', ko: '들여다보고 재기' },
    headers: [
      ['inspection', '실행 중인 프로그램을 들여다봅니다. 어떤 태스크가 있고, 무엇을, 어떤 코루틴을 거쳐 기다리는지 알 수 있습니다.'],
      ['trace', '이벤트 루프가 한 일을 기록해 Perfetto나 개발자 도구에서 엽니다.'],
      ['tracemalloc', '프로그램이 요청한 메모리를 잽니다.'],
      ['variant', '같은 일을 하는 여러 방법을 나란히 재기 위해 이름을 붙입니다.'],
    ],
  },
];

/** What the reference's pages say themselves. @type {Record<Language, Record<'title' | 'introduction' | 'contracts' | 'example' | 'expositionTitle' | 'exposition', string>>} */
export const words = {
  en: {
    title: 'Reference',
    introduction:
      'Everything below is in namespace `weft`; `#include <weft/weft.hpp>` brings all of it. These pages are made from the comments of the headers: what is said here is the contract that the code keeps. Where it is silent, CPython’s `asyncio` decides what can be observed, and C++ how it is spelt.',
    contracts: '',
    example: 'Example',
    expositionTitle: 'Names for exposition only',
    exposition: `Some signatures use names that are not yours to write. \`gatherable\` is a coroutine, a task, a future, or whatever else can be awaited; \`limited\` one of the first three; \`plain_awaiter\` whatever else can be awaited, such as \`lock.acquire()\`. \`coroutine_function<F>\` holds where calling an \`F\` gives a coroutine. \`await_result_t<A>\` is what \`co_await\` gives, \`thread_result_t<F>\` what calling an \`F\` gives. A \`format_text\` is a format string that is checked against its arguments while your program compiles.`,
  },
  ko: {
    title: '레퍼런스',
    introduction:
      '아래의 모든 것은 이름공간 `weft`에 있고, `#include <weft/weft.hpp>` 하나로 모두 쓸 수 있습니다. 이 문서는 헤더의 주석에서 만들어집니다. 여기 적힌 것이 코드가 지키는 계약입니다. 적혀 있지 않은 것은, 관찰되는 동작은 CPython의 `asyncio`를, 표기는 C++의 관례를 따릅니다.',
    contracts: '아래의 계약은 헤더에 적힌 그대로이며 영어로 되어 있습니다.',
    example: '예제',
    expositionTitle: '설명을 위한 이름',
    exposition:
      '시그니처에는 직접 쓸 일이 없는 이름이 나오기도 합니다. `gatherable`은 코루틴, 태스크, 퓨처, 또는 그 밖에 기다릴 수 있는 것입니다. `limited`는 그중 앞의 셋이고, `plain_awaiter`는 `lock.acquire()`처럼 그 밖에 기다릴 수 있는 것입니다. `coroutine_function<F>`는 `F`를 호출하면 코루틴이 나온다는 뜻입니다. `await_result_t<A>`는 `co_await`의 결과, `thread_result_t<F>`는 `F`를 호출한 결과의 타입입니다. `format_text`는 컴파일할 때 인자와 맞는지 검사하는 서식 문자열입니다.',
  },
};
