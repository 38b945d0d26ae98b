# CMake's toolchain file for the wasm build: finds Emscripten the way the set-up does and hands over to Emscripten's own
# toolchain file. CMake reads a toolchain file again for every check it makes, so what was found is kept in the
# environment, which those inner runs inherit.
if(NOT DEFINED ENV{WEFT_EMSCRIPTEN})
  find_program(WEFT_NODE node REQUIRED)
  execute_process(
    COMMAND "${WEFT_NODE}" "${CMAKE_CURRENT_LIST_DIR}/setup.mjs" --print-emscripten
    OUTPUT_VARIABLE found
    OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "weft: there is no Emscripten. Run \"npm run setup\" first.")
  endif()
  set(ENV{WEFT_EMSCRIPTEN} "${found}")
endif()

# Kept in the cache for the custom commands that call emcc themselves.
set(WEFT_EMSCRIPTEN "$ENV{WEFT_EMSCRIPTEN}" CACHE PATH "The folder of Emscripten that holds emcc" FORCE)

include("${WEFT_EMSCRIPTEN}/cmake/Modules/Platform/Emscripten.cmake")
