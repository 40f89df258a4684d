package dev.porchlight.boot;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Refuses a time or a size of a setting that has no unit: Spring takes them for milliseconds and bytes. */
@Component
final class RequiredUnits implements ConfigurationPropertiesBindHandlerAdvisor {

    @Override
    public BindHandler apply(BindHandler handler) {
        return new AbstractBindHandler(handler) {

            @Override
            public @Nullable Object onSuccess(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
                if ((result instanceof Duration || result instanceof DataSize)
                        && context.getConfigurationProperty() != null
                        && !hasUnit(String.valueOf(
                                        context.getConfigurationProperty().getValue())
                                .strip())) {
                    throw new IllegalArgumentException("A number without a unit");
                }
                return super.onSuccess(name, target, context, result);
            }
        };
    }

    private static boolean hasUnit(String value) {
        return value.equals("0") || !Character.isDigit(value.charAt(value.length() - 1));
    }
}
