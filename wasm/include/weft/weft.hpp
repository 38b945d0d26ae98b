// All of weft. See the headers for the contracts, generator.hpp first.
#ifndef WEFT_WEFT_HPP
#define WEFT_WEFT_HPP

#include "as_completed.hpp"
#include "async_generator.hpp"
#include "barrier.hpp"
#include "client_session.hpp"
#include "condition.hpp"
#include "coroutine.hpp"
#include "errors.hpp"
#include "event.hpp"
#include "event_loop.hpp"
#include "exception_group.hpp"
#include "future.hpp"
#include "gather.hpp"
#include "generator.hpp"
#include "lock.hpp"
#include "outcome.hpp"
#include "print.hpp"
#include "queue.hpp"
#include "read_line.hpp"
#include "run.hpp"
#include "semaphore.hpp"
#include "shield.hpp"
#include "sleep.hpp"
#include "task.hpp"
#include "task_group.hpp"
#include "time.hpp"
#include "wait.hpp"
#include "wait_for.hpp"

#endif
