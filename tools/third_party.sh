#!/usr/bin/env bash
# Fetches the library sources named in tools/third_party.lock and unpacks them into build/third_party/src/NAME.
#
#   tools/third_party.sh            fetch, verify, unpack and prepare what is missing
#   tools/third_party.sh lock NAME  print the lock line for the version the mirror serves now
#
# No root needed: apt runs on an own sources list (this machine's Debian sources, as deb-src) and own state folders.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
lock_file=$root/tools/third_party.lock
work=$root/build/third_party

say() { printf '%s\n' "third party: $*" >&2; }
die() { printf '%s\n' "third party: error: $*" >&2; exit 1; }

# apt with our own state, so that neither root nor a change to the machine's sources is needed.
apt_options() {
  printf '%s\n' -q -o "Dir::Etc::sourcelist=$work/apt/debian.sources" -o Dir::Etc::sourceparts=/dev/null \
    -o "Dir::State::lists=$work/apt/lists" -o "Dir::Cache=$work/apt/cache" -o APT::Sandbox::User=root
}

# Turns the machine's binary sources into deb-src ones. Only Debian's own archive is taken: other vendors' entries have
# no sources that we want. Both spellings of apt's configuration are read: *.sources stanzas and one-line *.list entries.
write_sources() {
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
  local file
  {
    for file in /etc/apt/sources.list.d/*.sources; do
      [ -f "$file" ] || continue
      awk 'BEGIN { RS = ""; FS = "\n" }
           /(^|\n)Enabled: *no/ { next }
           /(^|\n)Suites:[^\n]*bookworm/ && /(^|\n)Components:[^\n]*main/ {
             gsub(/(^|\n)#[^\n]*/, ""); sub(/^\n/, ""); sub(/Types:[^\n]*/, "Types: deb-src"); print $0 "\n" }' "$file"
    done
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
      [ -f "$file" ] || continue
      awk '$1 == "deb" && / bookworm/ && / main/ {
             options = ""; at = 2
             if ($2 ~ /^\[/) { while ($at !~ /\]$/) { options = options " " $at; at++ } options = options " " $at; at++ }
             signed = ""
             if (match(options, /signed-by=[^] ]*/)) signed = substr(options, RSTART + 10, RLENGTH - 10)
             printf "Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\n", $at, $(at + 1)
             if (signed != "") printf "Signed-By: %s\n", signed
             print "" }' "$file"
    done
  } > "$work/apt/debian.sources"
  [ -s "$work/apt/debian.sources" ] || die "no Debian 12 (bookworm, main) entry in /etc/apt/sources.list or" \
    "/etc/apt/sources.list.d; add the one of your mirror, then run ./dev setup again"
}

update_lists() {
  [ -n "${lists_updated:-}" ] && return
  lists_updated=1
  write_sources
  mapfile -t apt < <(apt_options)
  say "reading the mirror's list of sources"
  apt-get "${apt[@]}" update > "$work/apt/update.log" 2>&1 \
    || { cat "$work/apt/update.log" >&2; die "apt-get could not read Debian's source lists (output above)"; }
}

# lock_lines NAME: "package version sha256" for each acceptable version, in order of preference.
lock_lines() { awk -v name="$1" '!/^#/ && $1 == name { print $2, $3, $4 }' "$lock_file"; }

# download NAME: leaves the chosen package's files in build/third_party/download/NAME, and the .dsc's path in $dsc.
download() {
  local name=$1 package version sha dir=$work/download/$1
  while read -r package version sha; do
    dsc=$dir/${package}_${version#*:}.dsc
    if [ ! -f "$dsc" ]; then
      update_lists
      mkdir -p "$dir"
      say "fetching $package $version"
      if ! (cd "$dir" && apt-get "${apt[@]}" source --download-only --only-source "$package=$version") \
          > "$work/apt/$name.log" 2>&1; then
        say "the mirror does not have $package $version (see build/third_party/apt/$name.log)"
        rm -rf "$dir"
        continue
      fi
    fi
    if [ "$(sha256sum < "$dsc")" != "$sha  -" ]; then
      rm -rf "$dir"
      die "$(basename "$dsc") does not have the sha256 that tools/third_party.lock records; the download was removed." \
        "Run ./dev setup again; if it persists, compare with what the mirror signs: tools/third_party.sh lock $name"
    fi
    return
  done < <(lock_lines "$name")
  die "no version of $name that tools/third_party.lock accepts is on the mirror any more. Debian has probably replaced" \
    "it by an update: run 'tools/third_party.sh lock $name', add the line it prints to tools/third_party.lock, run" \
    "./dev test, and commit the lock file."
}

# --- steps that some sources need once, after unpacking. Each runs inside the source folder. ---

# The amalgamation: one C file, which compilers optimise as a whole. The rest of the tree (140 MB) is dropped.
prepare_sqlite3() {
  ./configure --disable-tcl --disable-readline > configure.log 2>&1 \
    && make sqlite3.c OPTS="$(sed -n 's/^SQLITE_/-D&/p' "$root/tools/sqlite3_omit.txt" | tr '\n' ' ')" > make.log 2>&1 \
    || { tail -n 20 configure.log make.log >&2; return 1; }
  mkdir ../sqlite3.keep && mv sqlite3.c sqlite3.h sqlite3ext.h ../sqlite3.keep
  cd .. && rm -rf sqlite3.new && mv sqlite3.keep sqlite3.new
}

# Levels 10 to 12 are never asked for, and their code is a third of the library.
prepare_libdeflate() {
  sed -i 's/^#define SUPPORT_NEAR_OPTIMAL_PARSING[[:space:]]*1/#define SUPPORT_NEAR_OPTIMAL_PARSING 0/' lib/deflate_compress.c
}

# Debian removes these generated tables for their licence and makes them from its own unicode-data package.
prepare_re2() {
  make REBUILD_TABLES=1 re2/perl_groups.cc re2/unicode_casefold.cc re2/unicode_groups.cc > make.log 2>&1 \
    || { tail -n 20 make.log >&2; return 1; }
}

# The one header that its build would generate: a few macros, the same on every target that we build for.
prepare_snappy() {
  sed -e 's/\${HAVE_SYS_UIO_H_01}/0/' -e 's/\${PROJECT_VERSION_MAJOR}/1/' -e 's/\${PROJECT_VERSION_MINOR}/1/' \
    -e 's/\${PROJECT_VERSION_PATCH}/9/' snappy-stubs-public.h.in > snappy-stubs-public.h
}

prepare() {
  local name=$1 step=prepare_$1
  if declare -F "$step" > /dev/null; then (cd "$work/src/$name.new" && "$step"); fi
}

# fetch NAME: unpacked and prepared under a temporary name, then moved: an interrupted run leaves nothing half done.
fetch() {
  local name=$1 key dsc
  key=$( (lock_lines "$name"; declare -f "prepare_$name" || true; cat "$root/tools/${name}_omit.txt" 2> /dev/null || true) \
    | sha256sum | cut -c1-16)
  if [ "$(cat "$work/src/$name/.stamp" 2> /dev/null)" = "$key" ]; then return; fi
  download "$name"
  rm -rf "$work/src/$name.new" "$work/src/$name.keep"
  mkdir -p "$work/src"
  say "unpacking $name"
  # dpkg-source compares every file with the checksums in the .dsc, which download() has verified, and applies
  # Debian's patches.
  dpkg-source -x "$dsc" "$work/src/$name.new" > "$work/apt/$name.unpack.log" 2>&1 \
    || { cat "$work/apt/$name.unpack.log" >&2; rm -rf "${dsc%/*}"; die "$name does not unpack; run ./dev setup again"; }
  rm -f "$work/src/$name".*.tar.* "$work/src"/*.orig*.tar.*
  prepare "$name" || die "preparing the sources of $name failed (output above)"
  rm -rf "$work/src/$name"
  mv "$work/src/$name.new" "$work/src/$name"
  printf '%s\n' "$key" > "$work/src/$name/.stamp"
}

# Header-only libraries come as system packages. They are linked into a folder of their own, because the wasm compiler
# must never see /usr/include as a whole.
link_system_headers() {
  mkdir -p "$work/include"
  ln -sfn /usr/include/nlohmann "$work/include/nlohmann"
  ln -sfn /usr/include/fast_float "$work/include/fast_float"
}

case "${1:-fetch}" in
  fetch)
    # One at a time, also when two builds start together.
    mkdir -p "$work"
    exec 9> "$work/.lock"
    flock 9
    link_system_headers
    for name in $(awk '!/^#/ && NF { print $1 }' "$lock_file" | uniq); do fetch "$name"; done
    ;;
  lock)
    name=${2:?usage: tools/third_party.sh lock NAME}
    package=$(lock_lines "$name" | awk 'NR == 1 { print $1 }')
    update_lists
    apt-cache "${apt[@]}" showsrc --only-source "${package:-$name}" | awk -v name="$name" -v package="${package:-$name}" '
      /^Version:/ { version = $2 }
      /^Checksums-Sha256:/ { sha = 1; next }
      /^[^ ]/ { sha = 0 }
      sha && $3 ~ /\.dsc$/ { printf "%-10s  %-10s  %-17s  %s\n", name, package, version, $1 }'
    ;;
  *) die "unknown command '$1' (use: fetch, lock NAME)" ;;
esac
