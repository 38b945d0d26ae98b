// The rare paths of detail/generator_frame.hpp: exceptions thrown into a generator, close(), and destruction of what
// is suspended.
#include <weft/detail/generator_frame.hpp>

#include <cstdio>
#include <memory>
#include <stdexcept>

#include <weft/errors.hpp>

namespace weft::detail {
namespace {

bool is_generator_exit(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const generator_exit&) {
    return true;
  } catch (...) {
    return false;
  }
}

std::runtime_error ignored_generator_exit() { return std::runtime_error("generator ignored generator_exit"); }

}  // namespace

bool generator_frame::prepare_to_send() const {
  if (now == stage::unstarted) throw_sent_before_start();
  return prepare();
}

std::exception_ptr* generator_frame::caught_exception() noexcept {
  return new std::exception_ptr(std::current_exception());
}

std::exception_ptr generator_frame::take_failure() noexcept {
  const std::unique_ptr<std::exception_ptr> taken(std::exchange(failure, nullptr));
  return std::move(*taken);
}

void generator_frame::raise(std::exception_ptr*& injected) {
  std::rethrow_exception(*std::exchange(injected, nullptr));
}

// Whether anything left the body that close() must not swallow. Mostly it is the very object that was thrown in: then
// there is no need to throw it once more to learn its type.
bool generator_frame::failed_but_for(const std::exception_ptr& exit) const {
  return failure != nullptr && *failure != exit && !is_generator_exit(*failure);
}

// Closes the delegates of this root, innermost first, and gives what is then due at the root's own co_yield: null if
// they ended in good order, otherwise the exception that closing them raised. Python does this by recursion
// (gen_close_iter in genobject.c); here each frame in turn becomes, for the length of its own close, the root of what
// it still delegates to.
std::exception_ptr generator_frame::close_delegates(const std::exception_ptr& exit) {
  std::exception_ptr fault;
  while (leaf != this) {
    generator_frame& sub = *leaf;
    generator_frame* const parent = sub.delegated_by->parent;
    sub.delegated_by = nullptr;
    sub.leaf = sub.root = &sub;
    now = stage::running;  // for whoever calls the generator meanwhile

    std::exception_ptr reason = fault ? fault : exit;
    sub.injected = &reason;
    if (sub.resume()) {
      fault = std::make_exception_ptr(ignored_generator_exit());
    } else {
      fault = sub.failed_but_for(exit) ? sub.take_failure() : nullptr;
    }
    leaf = parent;
  }
  return fault;
}

bool generator_frame::resume_throwing(std::exception_ptr exception) {
  if (leaf != this && is_generator_exit(exception)) {
    if (std::exception_ptr fault = close_delegates(std::make_exception_ptr(generator_exit()))) exception = fault;
  }
  leaf->injected = &exception;
  return resume();
}

void generator_frame::close() {
  const std::exception_ptr exit = std::make_exception_ptr(generator_exit());
  std::exception_ptr reason = close_delegates(exit);
  if (!reason) reason = exit;
  injected = &reason;
  if (resume()) throw ignored_generator_exit();
  if (failed_but_for(exit)) rethrow_failure();
  if (failure != nullptr) take_failure();
}

void generator_frame::destroy_chain(generator_frame* root) noexcept {
  generator_frame* frame = root->leaf;
  while (frame != root) {
    delegation& tie = *frame->delegated_by;
    generator_frame* const parent = tie.parent;
    tie.sub = nullptr;
    frame->self().destroy();
    frame = parent;
  }
  root->self().destroy();
}

// An unstarted frame holds nothing but its parameters, but these may be unstarted generators in turn, and a program
// can wrap one into the next any number of times before it starts the outermost. Nesting that is deeper than any
// written by hand is therefore taken apart in a loop: from that depth on a generator outlives, by a moment, the
// parameter list that it was in.
void generator_frame::destroy_unstarted(generator_frame* frame) noexcept {
  constexpr int deepest = 200;
  static thread_local int depth = 0;
  static thread_local generator_frame* waiting = nullptr;  // linked by `root`, which an unstarted frame does not use

  if (depth == deepest) {
    frame->root = std::exchange(waiting, frame);
    return;
  }
  ++depth;
  frame->self().destroy();
  while (depth == deepest && waiting != nullptr) {
    generator_frame* const next = waiting;
    waiting = next->root;
    next->self().destroy();
  }
  --depth;
}

void generator_frame::destroyed_while_running() noexcept {
  std::fputs("weft: a generator was destroyed by its own body\n", stderr);
  std::terminate();
}

void throw_generator_already_executing() { throw std::logic_error("generator already executing"); }

void throw_sent_before_start() { throw std::logic_error("can't send a value to a generator that has not started"); }

void throw_no_exception() { throw std::invalid_argument("throw_() needs an exception, and got a null exception_ptr"); }

void throw_no_generator_value(bool running) {
  if (running) throw_generator_already_executing();
  throw std::logic_error("the generator has ended: its iterator refers to no value");
}

void throw_no_generator_result(bool over) {
  throw invalid_state_error(over ? "the generator ended without a result" : "the generator has not ended");
}

}  // namespace weft::detail
