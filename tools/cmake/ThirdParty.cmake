# The libraries we build on, from the same sources natively and for wasm: third_party::NAME for each.
# tools/third_party.sh has fetched them; tools/third_party.lock says which versions.

set(third_party_src "${CMAKE_SOURCE_DIR}/build/third_party/src")
set(third_party_include "${CMAKE_SOURCE_DIR}/build/third_party/include")

# third_party_library(NAME SOURCES files... [INCLUDE dirs...] [DEFINE macros...] [OPTIONS flags...] [LOCK name])
#   SOURCES and INCLUDE are relative to the unpacked folder, whose name is LOCK (by default NAME). Without SOURCES the
#   library is header-only. DEFINE is seen by users too. OPTIONS only compile the library itself.
#   Not our code: warnings are off, and users see its headers as system headers.
function(third_party_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LOCK" "SOURCES;INCLUDE;DEFINE;OPTIONS")
  if(NOT arg_LOCK)
    set(arg_LOCK ${name})
  endif()
  set(dir "${third_party_src}/${arg_LOCK}")
  if(NOT EXISTS "${dir}")
    message(FATAL_ERROR "The sources of ${arg_LOCK} are missing: run ./dev setup first")
  endif()
  list(TRANSFORM arg_SOURCES PREPEND "${dir}/")
  list(TRANSFORM arg_INCLUDE PREPEND "${dir}/")
  if(arg_SOURCES)
    add_library(third_party_${name} STATIC ${arg_SOURCES})
    target_compile_options(third_party_${name} PRIVATE -w ${arg_OPTIONS})
    if(PANDORA_SANITIZE)
      # Address errors in there can be our fault; its undefined behaviour cannot.
      target_compile_options(third_party_${name} PRIVATE -fno-sanitize=undefined)
    endif()
    target_include_directories(third_party_${name} SYSTEM PUBLIC ${arg_INCLUDE})
    target_compile_definitions(third_party_${name} PUBLIC ${arg_DEFINE})
  else()
    add_library(third_party_${name} INTERFACE)
    target_include_directories(third_party_${name} SYSTEM INTERFACE ${arg_INCLUDE})
    target_compile_definitions(third_party_${name} INTERFACE ${arg_DEFINE})
  endif()
  add_library(third_party::${name} ALIAS third_party_${name})
endfunction()

# Size matters more than speed for the browser's download; natively nothing is below -O2, also in debug builds.
if(EMSCRIPTEN)
  set(optimise_small -Os)
  set(optimise_fast -O3)
else()
  set(optimise_small -O2)
  set(optimise_fast -O2)
endif()

# The core brings its own file access (a VFS over core/ports), also natively: so SQLite is built without any operating
# system (OS_OTHER), and core/store defines sqlite3_os_init and sqlite3_os_end. The definitions are private: sqlite3.h
# does not depend on them.
file(STRINGS "${CMAKE_SOURCE_DIR}/tools/sqlite3_omit.txt" sqlite_omit REGEX "^SQLITE_")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tools/sqlite3_omit.txt")
list(TRANSFORM sqlite_omit PREPEND -D)
third_party_library(sqlite3 SOURCES sqlite3.c INCLUDE . OPTIONS ${optimise_small} ${sqlite_omit}
  -DSQLITE_OS_OTHER=1
  -DSQLITE_THREADSAFE=0
  -DSQLITE_DQS=0
  -DSQLITE_DEFAULT_MEMSTATUS=0
  -DSQLITE_TEMP_STORE=3
  -DSQLITE_LIKE_DOESNT_MATCH_BLOBS
  -DSQLITE_USE_ALLOCA)
if(NOT EMSCRIPTEN)
  target_link_libraries(third_party_sqlite3 PUBLIC m)
endif()

# Only the functions that SQL has, under names of their own (tools/cmake/musl/rename.h); core/function/libm.h declares them. The
# flags keep compilers from computing more exactly on one target than on the other, or at compile time by a library of theirs.
third_party_library(musl OPTIONS -O2 -std=c11 -ffp-contract=off -fno-builtin SOURCES
  src/math/__cos.c src/math/__expo2.c src/math/__math_divzero.c src/math/__math_invalid.c src/math/__math_oflow.c
  src/math/__math_uflow.c src/math/__math_xflow.c src/math/__rem_pio2.c src/math/__rem_pio2_large.c src/math/__sin.c
  src/math/__tan.c src/math/acos.c src/math/asin.c src/math/atan.c src/math/atan2.c src/math/cbrt.c src/math/cos.c
  src/math/cosh.c src/math/exp.c src/math/exp_data.c src/math/expm1.c src/math/hypot.c src/math/log.c src/math/log10.c
  src/math/log1p.c src/math/log_data.c src/math/pow.c src/math/pow_data.c
  src/math/sin.c src/math/sinh.c src/math/tan.c src/math/tanh.c)
target_compile_options(third_party_musl PRIVATE -include "${CMAKE_CURRENT_LIST_DIR}/musl/rename.h")
target_include_directories(third_party_musl PRIVATE "${CMAKE_CURRENT_LIST_DIR}/musl" "${third_party_src}/musl/src/internal")

# RE2 reports its own defects through std::ostream, which would bring all of libc++'s locales into the wasm module:
# tools/cmake/re2/util/logging.h, found first, does it without.
third_party_library(re2 INCLUDE . OPTIONS ${optimise_small} SOURCES
  re2/bitstate.cc re2/compile.cc re2/dfa.cc re2/filtered_re2.cc re2/mimics_pcre.cc re2/nfa.cc re2/onepass.cc
  re2/parse.cc re2/perl_groups.cc re2/prefilter.cc re2/prefilter_tree.cc re2/prog.cc re2/re2.cc re2/regexp.cc
  re2/set.cc re2/simplify.cc re2/stringpiece.cc re2/tostring.cc re2/unicode_casefold.cc re2/unicode_groups.cc
  util/rune.cc util/strutil.cc)
target_include_directories(third_party_re2 BEFORE PRIVATE "${CMAKE_CURRENT_LIST_DIR}/re2")
if(NOT EMSCRIPTEN)
  find_package(Threads REQUIRED)
  target_link_libraries(third_party_re2 PUBLIC Threads::Threads)
endif()

# gzip, zlib and raw deflate.
third_party_library(deflate LOCK libdeflate INCLUDE . OPTIONS ${optimise_fast} SOURCES
  lib/adler32.c lib/arm/cpu_features.c lib/crc32.c lib/deflate_compress.c lib/deflate_decompress.c
  lib/gzip_compress.c lib/gzip_decompress.c lib/utils.c lib/x86/cpu_features.c lib/zlib_compress.c
  lib/zlib_decompress.c)

# The blocks of Parquet files. What it compresses to does not depend on the target: only its decompressor has code of its own for
# x86-64.
third_party_library(snappy INCLUDE . SOURCES snappy.cc snappy-sinksource.cc snappy-stubs-internal.cc OPTIONS ${optimise_fast}
  -DHAVE_BUILTIN_EXPECT=1 -DHAVE_BUILTIN_CTZ=1 -DHAVE_ATTRIBUTE_ALWAYS_INLINE=1)

# Header-only: everything in xxhash.h is inlined into its users.
third_party_library(xxhash INCLUDE . DEFINE XXH_INLINE_ALL)

# Only the hashes; tools/cmake/mbedtls_config.h switches everything else off.
third_party_library(mbedcrypto LOCK mbedtls INCLUDE include OPTIONS ${optimise_fast}
  DEFINE "MBEDTLS_CONFIG_FILE=\"${CMAKE_CURRENT_LIST_DIR}/mbedtls_config.h\""
  SOURCES library/md.c library/md5.c library/sha1.c library/sha256.c library/platform_util.c)

# Only its shortest digits of a double (dragonbox) are used: its formatting would be much code for little.
third_party_library(fmt INCLUDE include OPTIONS ${optimise_small} SOURCES src/format.cc
  DEFINE FMT_STATIC_THOUSANDS_SEPARATOR=',')

# Header-only libraries from system packages, reached through links of their own: the wasm compiler must not see the
# whole of /usr/include.
foreach(name json fast_float)
  add_library(third_party_${name} INTERFACE)
  target_include_directories(third_party_${name} SYSTEM INTERFACE "${third_party_include}")
  add_library(third_party::${name} ALIAS third_party_${name})
endforeach()

if(PANDORA_DEVELOPER)
  # Debian ships GoogleTest as source for exactly this use.
  set(googletest /usr/src/googletest)
  add_library(third_party_gtest STATIC EXCLUDE_FROM_ALL
    ${googletest}/googletest/src/gtest-all.cc ${googletest}/googlemock/src/gmock-all.cc
    ${googletest}/googlemock/src/gmock_main.cc)
  target_compile_options(third_party_gtest PRIVATE -w -O1)
  target_include_directories(third_party_gtest
    SYSTEM PUBLIC ${googletest}/googletest/include ${googletest}/googlemock/include
    PRIVATE ${googletest}/googletest ${googletest}/googlemock)
  if(NOT EMSCRIPTEN)
    target_link_libraries(third_party_gtest PUBLIC Threads::Threads)
  endif()
  add_library(third_party::gtest ALIAS third_party_gtest)
endif()
