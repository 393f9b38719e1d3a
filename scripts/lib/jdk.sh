# Sourced by the scripts beside this folder, in bash.
#
# find_jdk sets and exports JAVA_HOME: the one that is set, if it is a JDK of JDK_MINIMUM or newer, else the newest such
# JDK in the usual places. Without one it says on stderr what to install and returns 1.

JDK_MINIMUM=21

find_jdk() {
  local candidate version newest=0 found=
  if [ "$(jdk_version "${JAVA_HOME:-}")" -ge "$JDK_MINIMUM" ]; then
    export JAVA_HOME
    return 0
  fi
  while IFS= read -r candidate; do
    version=$(jdk_version "$candidate")
    if [ "$version" -gt "$newest" ]; then
      newest=$version
      found=$candidate
    fi
  done < <(jdk_candidates)
  if [ "$newest" -lt "$JDK_MINIMUM" ]; then
    {
      echo "No JDK of version $JDK_MINIMUM or newer was found. Install one and run this again, or set JAVA_HOME to it:"
      echo "  Debian, Ubuntu:  apt-get install openjdk-$JDK_MINIMUM-jdk-headless  (or a newer one)"
      echo "  Fedora:          dnf install java-latest-openjdk-devel"
      echo "  macOS:           brew install openjdk"
      echo "  anywhere:        https://adoptium.net  or  https://sdkman.io"
    } >&2
    return 1
  fi
  export JAVA_HOME=$found
}

jdk_candidates() {
  local folder java
  for folder in /usr/lib/jvm/* /opt/* /opt/java/* "${HOME:-/}"/.sdkman/candidates/java/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -d "$folder" ]; then echo "$folder"; fi
  done
  if java=$(command -v java); then
    dirname "$(dirname "$(readlink -f "$java")")"
  fi
}

# Prints the feature version of the JDK in folder $1, 0 if there is none. The `release` file says it without a JVM start.
jdk_version() {
  local version=
  if [ -n "$1" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release")
  fi
  echo "${version:-0}"
}
