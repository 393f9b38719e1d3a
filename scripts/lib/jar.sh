# Sourced by the scripts beside this folder, in bash, after jdk.sh and tools.sh, with ROOT set.
#
# need_jar builds the gateway's jar, JAR, where there is none or its sources are newer.

JAR=$ROOT/gateway-server/target/sluice.jar

# For up to some 50,000 connections a node (docs/PERFORMANCE.md, "The JVM and the transport").
# Before JDK 25 there are no compact headers. MetaspaceSize: else the first minute of load ends with a full collection.
# shellcheck disable=SC2034 # for the scripts that source this
JAVA_OPTIONS="-XX:+IgnoreUnrecognizedVMOptions -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:MetaspaceSize=64m"

need_jar() {
  if is_built; then return 0; fi
  need_tool mvn maven || return 1
  echo "building gateway-server/target/sluice.jar (the first time takes a minute or two)" >&2
  # Format and tests are the business of scripts/test.
  (cd "$ROOT" && mvn -q -B -ntp -DskipTests -Dspotless.check.skip=true -pl gateway-server -am package) || return 1
  touch "$JAR"
}

is_built() {
  [ -f "$JAR" ] && [ -z "$(find "$ROOT/pom.xml" "$ROOT"/gateway-{core,server}/{pom.xml,src/main} "$ROOT"/gateway-js/sluice.{js,d.ts} \
    -newer "$JAR" -print -quit)" ]
}
