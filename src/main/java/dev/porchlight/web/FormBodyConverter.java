package dev.porchlight.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.util.MultiValueMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Binds a form to the record that a JSON body binds to, so that controllers see no difference. */
final class FormBodyConverter extends AbstractHttpMessageConverter<Record> {

    private final FormHttpMessageConverter forms = new FormHttpMessageConverter();
    private final JsonMapper json;

    FormBodyConverter(JsonMapper json) {
        super(StandardCharsets.UTF_8, MediaType.APPLICATION_FORM_URLENCODED);
        this.json = json;
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type.isRecord();
    }

    @Override
    public boolean canWrite(Class<?> type, @Nullable MediaType mediaType) {
        return false;
    }

    @Override
    protected Record readInternal(Class<? extends Record> type, HttpInputMessage input) throws IOException {
        try {
            MultiValueMap<String, String> form = forms.read(null, input);
            return json.convertValue(fields(form), type);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new HttpMessageNotReadableException("The form does not fit", e, input);
        }
    }

    @Override
    protected void writeInternal(Record record, HttpOutputMessage output) {
        throw new UnsupportedOperationException("Responses are JSON");
    }

    /** A field given twice stays a list, which does not bind to a single value. */
    private static Map<String, Object> fields(MultiValueMap<String, String> form) {
        return form.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, field -> single(field.getValue())));
    }

    private static Object single(List<String> values) {
        return values.size() == 1 && values.get(0) != null ? values.get(0) : values;
    }
}
