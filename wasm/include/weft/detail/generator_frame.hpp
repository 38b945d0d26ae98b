// The machinery behind generator.hpp that does not depend on its types: how generators that delegate to one another
// hang together, and how control moves between them. Nothing here is for users of weft.
//
// A chain. `co_yield yield_from(sub)` suspends a frame until `sub` has ended, so frames that delegate form a chain:
//
//     generator object ──▶ root ──delegation──▶ frame ──delegation──▶ frame  = leaf
//
// A value that the leaf yields belongs to whoever resumed the root, and what is sent or thrown to the root belongs to
// the leaf. Handing both through every frame between would make an item of an n-deep chain cost O(n), which is what
// Python's `yield from` and JavaScript's `yield*` do. Here the root knows its leaf and resumes it directly:
//
//   - A leaf knows its root: it has it from the frame that delegated to it or that it had delegated to, when it became
//     the leaf. The frames between need not: a chain that becomes part of a longer one is not walked.
//   - To yield, a frame leaves the value (see yielded_slot) in its root and notes there that it waits.
//   - A frame that ends resumes, by symmetric transfer, the frame that delegated to it. With tail calls that uses no
//     stack, however many frames end in a row.
//
// So what an item writes is a value and a stage, and no address: the next item's would have to be waited for.
//
// Frames are destroyed from the leaf upwards, in a loop: the same order in which nested destructors would run, without
// the nesting.
#ifndef WEFT_DETAIL_GENERATOR_FRAME_HPP
#define WEFT_DETAIL_GENERATOR_FRAME_HPP

#include <coroutine>
#include <cstddef>
#include <exception>
#include <utility>

namespace weft::detail {

[[noreturn]] void throw_generator_already_executing();
[[noreturn]] void throw_sent_before_start();
[[noreturn]] void throw_no_exception();
[[noreturn]] void throw_no_generator_result(bool over);
[[noreturn]] void throw_no_generator_value(bool running);

struct generator_frame;

/// The tie between a frame that is suspended in `co_yield yield_from(...)` and the one it waits for. Lives in the
/// parent's frame for as long as the expression does, and owns `sub`.
struct delegation {
  generator_frame* parent;
  generator_frame* sub;

  delegation(generator_frame* parent, generator_frame* sub) noexcept : parent(parent), sub(sub) {}
  delegation(const delegation&) = delete;
  delegation& operator=(const delegation&) = delete;
  inline ~delegation();
};

/// The part of a generator's promise that is the same for every generator.
struct generator_frame {
  enum class stage : unsigned char {
    unstarted,  ///< The body has not begun.
    suspended,  ///< Of a root: its leaf waits in a co_yield.
    running,    ///< The chain runs, or belongs to another root.
    returned,   ///< The body has returned: there is a result.
    failed,     ///< The body was left by an exception.
  };

  /// Of a leaf: the root of its chain. Otherwise out of date.
  generator_frame* root = this;
  /// Of a root: the innermost frame of its chain, the one to resume. Otherwise out of date.
  generator_frame* leaf = this;
  /// Who waits for this frame to end; null for a root.
  delegation* delegated_by = nullptr;
  /// What the co_yield that is about to continue evaluates to, in the frame of whoever sent it.
  void* sent = nullptr;
  /// If not null, what the co_yield that is about to continue throws instead.
  std::exception_ptr* injected = nullptr;
  /// The exception that left the body, or null. Behind a pointer because that costs the common path least: a body that
  /// keeps its exception by one store into its frame needs one register less in every resume.
  std::exception_ptr* failure = nullptr;
  stage now = stage::unstarted;

  generator_frame() noexcept = default;
  generator_frame(const generator_frame&) = delete;
  generator_frame& operator=(const generator_frame&) = delete;
  ~generator_frame() {
    if (failure != nullptr) [[unlikely]]
      delete failure;
  }

  /// A promise that is aligned to more does not lie where self() looks for it. (Nor does clang align frames to more.)
  static constexpr std::size_t most_alignment = 2 * sizeof(void*);

  /// The coroutine that this is the promise of.
  std::coroutine_handle<> self() noexcept { return std::coroutine_handle<generator_frame>::from_promise(*this); }

  bool over() const noexcept { return now >= stage::returned; }
  bool running() const noexcept { return now == stage::running; }

  // --- called on a root, from outside ---

  /// Before each resume() of a generator that may be unstarted, over or running: whether there is a frame to resume. Throws
  /// if it is running.
  bool prepare() const {
    if (now <= stage::suspended) [[likely]]
      return true;
    if (now == stage::running) throw_generator_already_executing();
    return false;
  }

  /// The same before send(): an unstarted generator is refused, too.
  bool prepare_to_send() const;

  /// Runs the chain of this root until it yields (true) or the root's body is over (false: see `failure`).
  bool resume() {
    now = stage::running;
    leaf->self().resume();
    return now == stage::suspended;
  }

  /// The same, raising `exception` there. A generator_exit first closes everything below the root, as PEP 380 has it.
  bool resume_throwing(std::exception_ptr exception);

  /// close() of a root that is suspended in its body.
  void close();

  /// Throws what left the body, if anything did; once.
  void rethrow_failure() {
    if (failure != nullptr) [[unlikely]]
      std::rethrow_exception(take_failure());
  }

  /// Destroys a frame that no delegation waits for, and everything below it.
  static void destroy(generator_frame* frame) noexcept {
    if (frame->over() || (frame->now == stage::suspended && frame->leaf == frame)) [[likely]] {
      frame->self().destroy();
    } else if (frame->now == stage::suspended) {
      destroy_chain(frame);
    } else if (frame->now == stage::unstarted) {
      destroy_unstarted(frame);
    } else {
      destroyed_while_running();
    }
  }

  // --- called on a frame, from its own body ---

  /// The first thing a continued co_yield does.
  void rethrow_injected() {
    if (injected != nullptr) [[unlikely]]
      raise(injected);
  }

  void fail() noexcept {
    failure = caught_exception();
    now = stage::failed;
  }

  /// Makes the expression `tie` of this frame wait for its `sub`. Gives the frame that runs next; if that waits in a
  /// co_yield, the caller has to see to `sent`.
  generator_frame* delegate(delegation* tie) noexcept {
    generator_frame* const sub = tie->sub;
    sub->delegated_by = tie;
    sub->now = stage::running;
    return make_leaf(sub->leaf);
  }

  /// Who runs next when this body is over.
  std::coroutine_handle<> end() noexcept {
    if (now == stage::running) now = stage::returned;
    if (delegated_by == nullptr) return std::noop_coroutine();
    return make_leaf(delegated_by->parent)->self();
  }

 private:
  /// From now on `next` is what a resumption of this leaf's chain resumes.
  generator_frame* make_leaf(generator_frame* next) noexcept {
    next->root = root;
    root->leaf = next;
    return next;
  }
  std::exception_ptr take_failure() noexcept;
  bool failed_but_for(const std::exception_ptr& exit) const;
  static std::exception_ptr* caught_exception() noexcept;
  [[noreturn]] static void raise(std::exception_ptr*& injected);
  std::exception_ptr close_delegates(const std::exception_ptr& exit);
  static void destroy_chain(generator_frame* root) noexcept;
  static void destroy_unstarted(generator_frame* frame) noexcept;
  [[noreturn]] static void destroyed_while_running() noexcept;
};

inline delegation::~delegation() {
  if (sub != nullptr) generator_frame::destroy(sub);
}

}  // namespace weft::detail

#endif
