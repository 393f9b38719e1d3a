# Sluice from source:  docker build -t sluice .      (docs/DEPLOYMENT.md says how to run it)

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY pom.xml ./
COPY .mvn .mvn
# Maven reads the descriptions of all modules, though it builds two.
COPY gateway-bench/pom.xml gateway-bench/
COPY gateway-js/sluice.js gateway-js/sluice.d.ts gateway-js/
COPY gateway-core gateway-core
COPY gateway-server gateway-server
# Format and tests are the business of scripts/test.
RUN --mount=type=cache,target=/root/.m2/repository \
    mvn -B -ntp -DskipTests -Dspotless.check.skip=true -pl gateway-server -am package

FROM eclipse-temurin:25-jre
LABEL org.opencontainers.image.title="Sluice" \
      org.opencontainers.image.description="A push gateway: POST a message once, deliver it to every subscriber" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /src/gateway-server/target/sluice.jar /opt/sluice/sluice.jar
# Every key with its default; mount another over it.
COPY config/gateway.yaml /etc/sluice/gateway.yaml

# As measured (docs/PERFORMANCE.md). Direct memory may be as large as the heap: twice 35 % of the container's memory, and the
# rest is for code, threads and what sockets hold in the kernel, which counts against the container too.
ENV JDK_JAVA_OPTIONS="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:MetaspaceSize=64m -XX:MaxRAMPercentage=35 -XX:+ExitOnOutOfMemoryError -XX:+ErrorFileToStderr"

# A number, so that Kubernetes can see that it is not root.
USER 65532:65532
EXPOSE 8080 8081
# SIGTERM drains: java is process 1 and gets it.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=1m --timeout=10s --start-period=30s --retries=2 \
    CMD ["java", "-Xmx32m", "-XX:TieredStopAtLevel=1", "-jar", "/opt/sluice/sluice.jar", "health", "--live", "--config", "/etc/sluice/gateway.yaml"]
ENTRYPOINT ["java", "-jar", "/opt/sluice/sluice.jar"]
CMD ["serve", "--config", "/etc/sluice/gateway.yaml"]
