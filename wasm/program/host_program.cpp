// The program that emcc links so that there is JavaScript for every other program.
//
// emcc writes JavaScript (the "glue") for exactly the functions that the program at hand imports. Users' programs are linked in the browser, by
// wasm-ld alone, and run under glue made before them. So this program has to import whatever any of them may: it is linked with every member of
// weft and of the system libraries (recipe.mjs, host.libraries), and names below the functions that are called from inline code in headers only.
//
// It is never run.
#include <cerrno>
#include <cstddef>

#include <emscripten/bind.h>
#include <emscripten/console.h>
#include <emscripten/emscripten.h>
#include <emscripten/heap.h>
#include <emscripten/val.h>

namespace {

template <class Function>
void* address_of(Function* function) {
  return reinterpret_cast<void*>(function);
}

using namespace emscripten::internal;

// What emscripten/val.h, bind.h, emscripten.h and console.h declare and a program in a worker without a file system can use. Not here:
// _emval_await and emscripten_sleep, which need emcc's own asyncify or JSPI; EM_ASM and EM_JS, whose JavaScript emcc takes out of the program
// when it links it. A program that calls those does not link.
[[gnu::used]] void* const javascript_functions[] = {
    address_of(_emval_register_symbol),
    address_of(_emval_incref),
    address_of(_emval_decref),
    address_of(_emval_run_destructors),
    address_of(_emval_new_array),
    address_of(_emval_new_array_from_memory_view),
    address_of(_emval_new_object),
    address_of(_emval_new_cstring),
    address_of(_emval_new_u8string),
    address_of(_emval_new_u16string),
    address_of(_emval_take_value),
    address_of(_emval_get_global),
    address_of(_emval_get_module_property),
    address_of(_emval_get_property),
    address_of(_emval_set_property),
    address_of(_emval_as),
    address_of(_emval_as_int64),
    address_of(_emval_as_uint64),
    address_of(_emval_equals),
    address_of(_emval_strictly_equals),
    address_of(_emval_greater_than),
    address_of(_emval_less_than),
    address_of(_emval_not),
    address_of(_emval_call),
    address_of(_emval_get_method_caller),
    address_of(_emval_call_method),
    address_of(_emval_typeof),
    address_of(_emval_instanceof),
    address_of(_emval_is_number),
    address_of(_emval_is_string),
    address_of(_emval_in),
    address_of(_emval_delete),
    address_of(_emval_throw),
    address_of(_emval_iter_begin),
    address_of(_emval_iter_next),
    address_of(_emval_coro_suspend),
    address_of(_emval_coro_make_promise),

    address_of(_embind_register_void),
    address_of(_embind_register_bool),
    address_of(_embind_register_integer),
    address_of(_embind_register_bigint),
    address_of(_embind_register_float),
    address_of(_embind_register_std_string),
    address_of(_embind_register_std_wstring),
    address_of(_embind_register_emval),
    address_of(_embind_register_user_type),
    address_of(_embind_register_optional),
    address_of(_embind_register_memory_view),
    address_of(_embind_register_function),
    address_of(_embind_register_value_array),
    address_of(_embind_register_value_array_element),
    address_of(_embind_finalize_value_array),
    address_of(_embind_register_value_object),
    address_of(_embind_register_value_object_field),
    address_of(_embind_finalize_value_object),
    address_of(_embind_register_class),
    address_of(_embind_register_class_constructor),
    address_of(_embind_register_class_function),
    address_of(_embind_register_class_property),
    address_of(_embind_register_class_class_function),
    address_of(_embind_register_class_class_property),
    address_of(_embind_create_inheriting_constructor),
    address_of(_embind_register_smart_ptr),
    address_of(_embind_register_enum),
    address_of(_embind_register_enum_value),
    address_of(_embind_register_constant),

    address_of(emscripten_get_now),
    address_of(emscripten_random),
    address_of(emscripten_get_heap_max),
    address_of(emscripten_resize_heap),
    address_of(emscripten_console_log),
    address_of(emscripten_console_warn),
    address_of(emscripten_console_error),
};

}  // namespace

// The system libraries also call JavaScript that is no use to a program in a page and would need Emscripten's file system: sockets and pipes.
// Defined here they are not imported, so the glue does without; a program that uses them finds no definition and does not link.
extern "C" {

#define WEFT_LEFT_OUT(name) \
  int name() { return -ENOSYS; }

WEFT_LEFT_OUT(__syscall_accept4)
WEFT_LEFT_OUT(__syscall_bind)
WEFT_LEFT_OUT(__syscall_connect)
WEFT_LEFT_OUT(__syscall_getpeername)
WEFT_LEFT_OUT(__syscall_getsockname)
WEFT_LEFT_OUT(__syscall_getsockopt)
WEFT_LEFT_OUT(__syscall_listen)
WEFT_LEFT_OUT(__syscall_pipe)
WEFT_LEFT_OUT(__syscall_recvfrom)
WEFT_LEFT_OUT(__syscall_recvmsg)
WEFT_LEFT_OUT(__syscall_sendmsg)
WEFT_LEFT_OUT(__syscall_sendto)
WEFT_LEFT_OUT(__syscall_shutdown)
WEFT_LEFT_OUT(__syscall_socket)
// libc's memcpy for engines without bulk memory, which every program replaces by the instruction.
WEFT_LEFT_OUT(_emscripten_memcpy_js)
}
