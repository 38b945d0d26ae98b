// What the page can ask a running program: its tasks, and to cancel one. Bound to JavaScript by Embind as
// `weftTasks()` and `weftCancelTask(id)`.
#ifndef WEFT_BINDINGS_CONTROL_HPP
#define WEFT_BINDINGS_CONTROL_HPP

namespace weft::bindings {

/// Makes the linker keep the bindings in a program that calls none of them itself.
void keep_control();

}  // namespace weft::bindings

#endif
