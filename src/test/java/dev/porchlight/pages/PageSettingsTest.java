package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageSettingsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "unset",
            value = {
                "unset, '',             true",
                "unset, mongodb://host, false",
                "true,  mongodb://host, true",
                "false, '',             false",
            })
    void the_demo_is_enabled_with_the_embedded_store_unless_set_otherwise(
            Boolean setting, String mongodbUri, boolean shown) {
        assertThat(new PageSettings("", setting, mongodbUri).isDemoEnabled()).isEqualTo(shown);
    }
}
