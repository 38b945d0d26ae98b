// What the page can ask a running program, bound to JavaScript by Embind:
//
//     weftTasks()                 its tasks: {id, name, state, waitingOn, createdAt, suspendedAt, steps, busyMs, stack, waitsFor};
//                                 stack is a list of {function, place}, the innermost coroutine first, waitsFor one of ids
//     weftCancelTask(id)          cancels one of them
//     weftMeasureBusyTime(on)     busyMs is zero unless this has been called, or the program runs in debug mode
//     weftStartTrace(events)      trace::start(), for that many events
//     weftExportTrace()           trace::export_chrome_json(), after trace::stop()
#ifndef WEFT_BINDINGS_CONTROL_HPP
#define WEFT_BINDINGS_CONTROL_HPP

namespace weft::bindings {

/// Makes the linker keep the bindings in a program that calls none of them itself.
void keep_control();

}  // namespace weft::bindings

#endif
