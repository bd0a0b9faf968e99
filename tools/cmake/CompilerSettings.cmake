# Flags for everything that is compiled here, third-party sources included.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)

set(PANDORA_SANITIZE "" CACHE STRING "Sanitizers for -fsanitize=, comma separated (native only)")

# ccache when there: several build folders compile the same third-party files. BASEDIR and NOHASHDIR let them, and other
# checkouts of this repository, share what it keeps.
find_program(CCACHE_PROGRAM ccache)
find_program(ENV_PROGRAM env)
if(CCACHE_PROGRAM AND ENV_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(launcher ${ENV_PROGRAM} CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

if(EMSCRIPTEN)
  # Exceptions as WebAssembly instructions. Every object and the link must take the same choice.
  add_compile_options(-fwasm-exceptions)
  add_link_options(-fwasm-exceptions)
  # Debian's emcc looks for the node package "acorn" when it links, in a folder that node does not search by itself.
  set_property(GLOBAL PROPERTY RULE_LAUNCH_LINK "${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs")
elseif(PANDORA_SANITIZE)
  # A finding ends the program: a sanitizer that only prints would let tests pass.
  add_compile_options(-fsanitize=${PANDORA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${PANDORA_SANITIZE})
endif()

# Our own code links this; third-party code does not.
add_library(pandora_warnings INTERFACE)
target_compile_options(pandora_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow)
# A warning is an error in what the tests build: with Debian 12's g++ (which continuous integration has) always, with other compilers,
# which may warn of other things, in CI. Not in the optimised native build: g++ 12 warns of what it inlines there, inside nlohmann_json.
set(known_compiler FALSE)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION MATCHES "^12\\.")
  set(known_compiler TRUE)
endif()
if((known_compiler OR "$ENV{CI}" STREQUAL "true") AND (EMSCRIPTEN OR NOT CMAKE_BUILD_TYPE STREQUAL "Release"))
  # g++ 12 warns of overlapping copies inside std::string where there are none, depending on what it inlines.
  target_compile_options(pandora_warnings INTERFACE -Werror $<$<CXX_COMPILER_ID:GNU>:-Wno-error=restrict>)
endif()
if(EMSCRIPTEN)
  # EM_JS and EM_ASM are made of $ and variadic macros, which -Wpedantic refuses.
  target_compile_options(pandora_warnings INTERFACE -Wno-dollar-in-identifier-extension
    -Wno-gnu-zero-variadic-macro-arguments)
endif()
