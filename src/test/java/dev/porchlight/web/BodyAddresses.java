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

/** The addresses of ours that take a body, as the application itself knows them. */
final class BodyAddresses {

    private BodyAddresses() {}

    /** @param optional whether it may be asked without any body */
    record BodyAddress(String method, String path, Map<String, Class<?>> fields, boolean optional, boolean forOwners) {

        /** Whether it is right without this field. */
        boolean canDoWithout(String field) {
            return optional || field.equals("retentionDays") || path.equals("/owner/widget") && !field.equals("ask");
        }

        boolean has(String field) {
            return fields.containsKey(field);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<BodyAddress> of(RequestMappingHandlerMapping mappings) {
        List<BodyAddress> addresses = new ArrayList<>();
        mappings.getHandlerMethods().forEach((mapping, handler) -> {
            for (Parameter parameter : handler.getMethod().getParameters()) {
                RequestBody body = parameter.getAnnotation(RequestBody.class);
                if (body != null && handler.getBeanType().getPackageName().startsWith("dev.porchlight")) {
                    boolean forOwners =
                            Stream.of(handler.getMethod().getParameterTypes()).anyMatch(OwnerPrincipal.class::equals);
                    for (String path : mapping.getPatternValues()) {
                        for (RequestMethod method :
                                mapping.getMethodsCondition().getMethods()) {
                            addresses.add(new BodyAddress(
                                    method.name(), path, fields(parameter.getType()), !body.required(), forOwners));
                        }
                    }
                }
            }
        });
        addresses.sort(Comparator.comparing(BodyAddress::toString));
        return addresses;
    }

    private static Map<String, Class<?>> fields(Class<?> record) {
        Map<String, Class<?>> fields = new LinkedHashMap<>();
        for (RecordComponent component : record.getRecordComponents()) {
            fields.put(component.getName(), component.getType());
        }
        return fields;
    }
}
