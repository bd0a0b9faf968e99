# How our own targets are declared: pandora_library, pandora_test, pandora_bench, pandora_fuzz. Source lists are explicit.

# The edges between folders come from tools/layers.txt, where the layer check reads them too.
set(layers_file "${CMAKE_SOURCE_DIR}/tools/layers.txt")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${layers_file}")
file(STRINGS "${layers_file}" layer_lines REGEX "^[a-z]+[:=]")
foreach(line IN LISTS layer_lines)
  string(REGEX MATCH "^([a-z]+)[:=] *(.*)$" _ "${line}")
  string(REGEX MATCHALL "[a-z]+" PANDORA_LAYER_${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
endforeach()

# pandora_library(NAME [SOURCES files...] [USES third_party::x...])
#   The library pandora_NAME of the folder core/NAME, linked to the folders that tools/layers.txt allows it. Headers need
#   no listing. Without SOURCES it is an INTERFACE library.
function(pandora_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES")
  list(TRANSFORM PANDORA_LAYER_${name} PREPEND pandora_ OUTPUT_VARIABLE deps)
  if(arg_SOURCES)
    add_library(pandora_${name} STATIC ${arg_SOURCES})
    target_link_libraries(pandora_${name} PUBLIC ${deps} ${arg_USES} PRIVATE pandora_warnings)
    set(scope PUBLIC)
  else()
    add_library(pandora_${name} INTERFACE)
    target_link_libraries(pandora_${name} INTERFACE ${deps} ${arg_USES})
    set(scope INTERFACE)
  endif()
  # Includes are written from the root: #include "core/base/status.h".
  target_include_directories(pandora_${name} ${scope} "${CMAKE_SOURCE_DIR}")
endfunction()

# pandora_test(NAME [SOURCES files...] [DEPS targets...])
#   The GoogleTest program NAME_test for the unit tests of one folder. Natively CTest runs each case (label unit); in
#   wasm it runs the program as a whole under node (label wasm). Without SOURCES there is no target.
function(pandora_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPS")
  if(NOT arg_SOURCES)
    return()
  endif()
  add_executable(${name}_test ${arg_SOURCES})
  target_include_directories(${name}_test PRIVATE "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name}_test PRIVATE ${arg_DEPS} third_party::gtest pandora_warnings)
  if(EMSCRIPTEN)
    # The tests need not be fast, but they must compile and link fast; the code under test keeps its own flags.
    target_compile_options(${name}_test PRIVATE -O1)
    target_link_options(${name}_test PRIVATE -O1 -sENVIRONMENT=node -sWASM_ASYNC_COMPILATION=0 -sEXIT_RUNTIME=1
      -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=67108864 -sNODERAWFS=1)
    add_test(NAME ${name}_test COMMAND ${name}_test WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
    set_tests_properties(${name}_test PROPERTIES LABELS wasm TIMEOUT 600)
  else()
    include(GoogleTest)
    gtest_discover_tests(${name}_test WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" DISCOVERY_MODE PRE_TEST
      PROPERTIES LABELS unit TIMEOUT 120)
  endif()
endfunction()

# pandora_bench(NAME SOURCES files... [DEPS targets...])
#   The program NAME_bench. It is compiled with the tests, so that it cannot rot, and run by ./dev bench: natively from
#   the release preset (build/release/tests/bench), in wasm under node (build/wasm-build/tests/bench/NAME_bench.js).
function(pandora_bench name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPS")
  add_executable(${name}_bench ${arg_SOURCES})
  target_include_directories(${name}_bench PRIVATE "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name}_bench PRIVATE ${arg_DEPS} pandora_warnings)
  if(EMSCRIPTEN)
    target_link_options(${name}_bench PRIVATE -O3 -sENVIRONMENT=node -sWASM_ASYNC_COMPILATION=0 -sEXIT_RUNTIME=1
      -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=67108864 -sNODERAWFS=1)
  endif()
endfunction()

# pandora_fuzz(NAME SOURCES files... [DEPS targets...])
#   The libFuzzer program NAME_fuzz (preset fuzz). Its seed inputs, if any, are the files of tests/fuzz/corpus/NAME.
function(pandora_fuzz name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPS")
  if(NOT PANDORA_FUZZ)
    return()
  endif()
  add_executable(${name}_fuzz ${arg_SOURCES})
  target_include_directories(${name}_fuzz PRIVATE "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name}_fuzz PRIVATE ${arg_DEPS} pandora_warnings)
  target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
  set_property(GLOBAL APPEND PROPERTY PANDORA_FUZZ_TARGETS ${name}_fuzz)
endfunction()
