# The jar, taken apart into layers: what seldom changes first.
FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src/main src/main
RUN ./mvnw -B -ntp package -DskipTests
RUN java -Djarmode=tools -jar target/porchlight-*.jar extract --layers --destination layers --application-filename porchlight.jar

FROM eclipse-temurin:25-jre
WORKDIR /app
COPY --from=build /build/layers/dependencies ./
COPY --from=build /build/layers/spring-boot-loader ./
COPY --from=build /build/layers/snapshot-dependencies ./
COPY --from=build /build/layers/application ./
# Classes as this very JVM keeps them once they are loaded: a start that reads them from here takes little more than half
# the time. The start that makes them leaves no data and no key behind.
RUN java -XX:ArchiveClassesAtExit=porchlight.jsa -Xlog:disable -XX:-UsePerfData -Dspring.context.exit=onRefresh -jar porchlight.jar --porchlight.data=training && rm -r training
RUN mkdir -m 700 /data && chown 10001:10001 /data

USER 10001:10001
ENV PORCHLIGHT_DATA=/data
VOLUME /data
EXPOSE 8000 8080
# Health is at the management port where that is another, which has an address of its own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["bash", "-c", "rest=${SERVER_PORT:-8000}; port=${MANAGEMENT_SERVER_PORT:-$rest}; \
    if [[ $port == $rest ]]; then address=${SERVER_ADDRESS:-127.0.0.1}; else address=${MANAGEMENT_SERVER_ADDRESS:-127.0.0.1}; fi; \
    exec 3<>/dev/tcp/$address/$port && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [[ $status == 200 ]]"]
# Heap and Netty's direct memory may each take their share of the container's limit; the rest is the JVM's own. Without
# performance data nothing is written outside of /data.
ENTRYPOINT ["java", "-XX:SharedArchiveFile=porchlight.jsa", "-XX:MaxRAMPercentage=40", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-jar", "porchlight.jar"]
