// All of weft. See the headers for the contracts, generator.hpp first.
#ifndef WEFT_WEFT_HPP
#define WEFT_WEFT_HPP

#include "client_session.hpp"
#include "coroutine.hpp"
#include "errors.hpp"
#include "event_loop.hpp"
#include "future.hpp"
#include "gather.hpp"
#include "generator.hpp"
#include "outcome.hpp"
#include "print.hpp"
#include "run.hpp"
#include "sleep.hpp"
#include "task.hpp"
#include "time.hpp"
#include "wait_for.hpp"

#endif
