# Sourced by the scripts beside this folder, in bash.

# Makes sure that command $1 exists: installs Debian's package $2 where that is possible, else says what to do and returns 1.
need_tool() { # command package
  if command -v "$1" >/dev/null; then return 0; fi
  if install_package "$2" && command -v "$1" >/dev/null; then return 0; fi
  echo "$1 is missing. Install it and run this again (Debian, Ubuntu: apt-get install $2)." >&2
  return 1
}

# find_jdk of jdk.sh; where it finds none and the distribution has one that is new enough, that one is installed.
need_jdk() {
  local version
  if find_jdk 2>/dev/null; then return 0; fi
  for version in 25 21; do
    if install_package "openjdk-$version-jdk-headless" && find_jdk 2>/dev/null; then return 0; fi
  done
  find_jdk
}

# Installs one package by name; returns 1 without a word where this is no Debian, or where it may not.
install_package() { # package
  command -v apt-get >/dev/null || return 1
  as_root true 2>/dev/null || return 1
  update_package_lists
  apt-cache show "$1" >/dev/null 2>&1 || return 1
  echo "installing $1" >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$1" >&2
}

# Once in a process; where it may not or cannot, the lists that are there have to do.
update_package_lists() {
  if [ -z "${PACKAGE_LISTS_READ:-}" ]; then
    PACKAGE_LISTS_READ=1
    as_root apt-get -qq update >&2 || true
  fi
}

as_root() { # command
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    command -v sudo >/dev/null && sudo -n "$@"
  fi
}
