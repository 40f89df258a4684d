# The jar, taken apart into layers: what seldom changes first. A release names its bases with their digests.
ARG JDK=eclipse-temurin:25-jdk
ARG JRE=eclipse-temurin:25-jre

FROM ${JDK} AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src/main src/main
ARG VERSION
RUN ./mvnw -B -ntp package -DskipTests ${VERSION:+-Drevision=$VERSION}
RUN java -Djarmode=tools -jar target/porchlight-*.jar extract --layers --destination layers --application-filename porchlight.jar

FROM ${JRE}
WORKDIR /app
COPY --from=build /build/layers/dependencies ./
COPY --from=build /build/layers/spring-boot-loader ./
COPY --from=build /build/layers/snapshot-dependencies ./
# Classes of the libraries as this very JVM keeps them once they are loaded: a start that reads them from here takes a
# fifth less. In a layer of theirs, so that a change of our code moves no more than our code; so it comes last in the
# class path, which must begin with what the archive was made from.
RUN (set -- lib/*.jar; IFS=:; echo "-cp $*:porchlight.jar" > class-path; boot=org.springframework.boot; \
    java -XX:ArchiveClassesAtExit=libraries.jsa -Xlog:disable -XX:-UsePerfData -Dspring.context.exit=onRefresh -cp "$*" $boot.SpringApplication \
    --spring.main.sources=$boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration,$boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration,$boot.jackson.autoconfigure.JacksonAutoConfiguration,$boot.webmvc.autoconfigure.WebMvcAutoConfiguration,$boot.mongodb.autoconfigure.MongoAutoConfiguration,$boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration,$boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration,$boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration \
    --spring.main.banner-mode=off --logging.level.root=off --server.port=0)
COPY --from=build /build/layers/application ./
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
ENTRYPOINT ["java", "-XX:SharedArchiveFile=libraries.jsa", "@class-path", "-XX:MaxRAMPercentage=40", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "dev.porchlight.PorchlightApplication"]
