#!/usr/bin/env bash
# Installs what is missing, and nothing else:
#
#   tools/setup.sh PART...     packages:GROUP (a group of tools/packages.txt) | third-party | npm | nginx
#
# When nothing is missing it says nothing and ends at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD

say() { printf '%s\n' "setup: $*" >&2; }
die() { printf '%s\n' "setup: error: $*" >&2; exit 1; }

# missing_packages GROUP...: the packages of these groups that the machine lacks.
missing_packages() {
  local groups=" $* " group entry names=()
  while read -r group entry; do
    case "$groups" in *" $group "*) ;; *) continue ;; esac
    case "$entry" in
      /*) entry=${entry#/}
          command -v "${entry%%:*}" > /dev/null || printf '%s\n' "${entry#*:}" ;;
      *) names+=("$entry") ;;
    esac
  done < <(grep -v '^#' tools/packages.txt)
  [ ${#names[@]} -gt 0 ] || return 0
  # On a machine without dpkg all of them count as missing: the caller then says what to install.
  local installed
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${names[@]}" 2> /dev/null || true)
  for entry in "${names[@]}"; do
    case $'\n'$installed$'\n' in *$'\n'"$entry installed"$'\n'*) ;; *) printf '%s\n' "$entry" ;; esac
  done
}

is_debian_12() { [ -r /etc/os-release ] && (. /etc/os-release; [ "${ID:-} ${VERSION_ID:-}" = "debian 12" ]); }

install_packages() {
  local missing as_root=()
  mapfile -t missing < <(missing_packages "$@" | sort -u)
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! is_debian_12; then
    die "this machine is not Debian 12, which this script is written for. Install these (Debian's names; Emscripten" \
      "must be 3.1.6 or later), or use a Debian 12 container: ${missing[*]}"
  fi
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo > /dev/null || die "not root, and no sudo. As root, run:" \
      "apt-get update && apt-get install --no-install-recommends ${missing[*]}"
    as_root=(sudo)
  fi
  mkdir -p build/logs
  local log=build/logs/apt.log
  say "installing ${missing[*]} (log: $log)"
  "${as_root[@]}" apt-get update > "$log" 2>&1 \
    || say "apt-get update reported problems (see $log); going on with the lists there are"
  # A lock held by another apt (unattended upgrades, a second ./dev) is waited for.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "${missing[@]}" >> "$log" 2>&1 \
    || { tail -n 20 "$log" >&2; die "apt-get could not install: ${missing[*]} (output above, all of it in $log)"; }
}

check_node() {
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 18 ] || die "node $(node --version) is too old: 18 or later is needed"
}

install_npm() {
  local key stamp=$root/web/node_modules/.pandora-stamp
  check_node
  key=$(cat web/package.json web/package-lock.json | sha256sum)
  if [ "$(cat "$stamp" 2> /dev/null)" = "$key" ]; then return; fi
  mkdir -p build/logs
  say "installing the npm packages of web/package-lock.json"
  (cd web && npm ci) > build/logs/npm.log 2>&1 \
    || { tail -n 20 build/logs/npm.log >&2; die "npm ci failed in web/ (output above). If package.json was changed" \
           "by hand, run 'npm install' in web/ and commit package-lock.json too"; }
  printf '%s\n' "$key" > "$stamp"
}

# The bench starts nginx by itself, on a free port. Installing the package would start a service and open port 80, so
# its program is only unpacked: build/tools/nginx/usr/sbin/nginx.
unpack_nginx() {
  [ -x build/tools/nginx/usr/sbin/nginx ] && return
  rm -rf build/tools/nginx
  mkdir -p build/tools/nginx build/logs
  say "unpacking nginx"
  (cd build/tools/nginx && apt-get -o APT::Sandbox::User=root download nginx && dpkg-deb -x nginx_*.deb . \
    && rm nginx_*.deb) > build/logs/nginx.log 2>&1 \
    || say "nginx cannot be had (see build/logs/nginx.log): the bench goes on without it"
}

groups=()
for part in "$@"; do
  case "$part" in packages:*) groups+=("${part#packages:}") ;; esac
done
[ ${#groups[@]} -eq 0 ] || install_packages "${groups[@]}"
for part in "$@"; do
  case "$part" in
    packages:*) ;;
    third-party) tools/third_party.sh ;;
    npm) install_npm ;;
    nginx) unpack_nginx ;;
    *) die "unknown part '$part'" ;;
  esac
done
