package dev.porchlight.web;

import dev.porchlight.token.OwnerPrincipal;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Our endpoints that take a body, as Spring maps them. */
final class BodyEndpoints {

    private BodyEndpoints() {}

    /** @param optional whether the body is optional */
    record BodyEndpoint(
            String method, String path, Map<String, Class<?>> fields, boolean optional, boolean authenticated) {

        /** Whether a body without this field is valid. */
        boolean isOptional(String field) {
            return optional
                    || field.equals("retentionDays")
                    || field.equals("demoCode")
                    || field.equals("invitation")
                    || path.equals("/owner/widget") && !field.equals("ask");
        }

        boolean has(String field) {
            return fields.containsKey(field);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<BodyEndpoint> of(RequestMappingHandlerMapping mappings) {
        List<BodyEndpoint> endpoints = new ArrayList<>();
        mappings.getHandlerMethods().forEach((mapping, handler) -> {
            for (Parameter parameter : handler.getMethod().getParameters()) {
                RequestBody body = parameter.getAnnotation(RequestBody.class);
                if (body != null && handler.getBeanType().getPackageName().startsWith("dev.porchlight")) {
                    boolean authenticated =
                            Stream.of(handler.getMethod().getParameterTypes()).anyMatch(OwnerPrincipal.class::equals);
                    for (String path : mapping.getPatternValues()) {
                        for (RequestMethod method :
                                mapping.getMethodsCondition().getMethods()) {
                            endpoints.add(new BodyEndpoint(
                                    method.name(), path, fields(parameter.getType()), !body.required(), authenticated));
                        }
                    }
                }
            }
        });
        endpoints.sort(Comparator.comparing(BodyEndpoint::toString));
        return endpoints;
    }

    private static Map<String, Class<?>> fields(Class<?> record) {
        Map<String, Class<?>> fields = new LinkedHashMap<>();
        for (RecordComponent component : record.getRecordComponents()) {
            fields.put(component.getName(), component.getType());
        }
        return fields;
    }
}
