package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageSettingsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "unset",
            value = {
                "unset, '',             '',                   '',                   true",
                "unset, mongodb://host, '',                   '',                   false",
                "unset, '',             https://chat.example, '',                   false",
                "unset, '',             '',                   https://chat.example, false",
                "true,  mongodb://host, https://chat.example, https://chat.example, true",
                "false, '',             '',                   '',                   false",
            })
    void the_demo_is_for_a_first_try_unless_set_otherwise(
            Boolean setting, String mongodbUri, String publicUrl, String publicSocketUrl, boolean shown) {
        assertThat(new PageSettings(publicSocketUrl, setting, mongodbUri, publicUrl).isDemoEnabled())
                .isEqualTo(shown);
    }
}
