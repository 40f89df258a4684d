package dev.porchlight.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainTest {

    @ParameterizedTest
    @CsvSource({
        "SHOP.Example.com, shop.example.com",
        "https://shop.example.com/welcome?a=b#c, shop.example.com",
        "http://Shop.example.com:8443, shop.example.com",
        "shop.example.com., shop.example.com",
        "' shop.example.com ', shop.example.com",
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.example/, xn--bcher-kva.example",
        "www.shop.example.com, www.shop.example.com",
        "localhost:3000, localhost",
        "127.0.0.1, 127.0.0.1",
    })
    void parses_pasted_urls(String pasted, String same) {
        assertThat(Domain.parse(pasted)).isEqualTo(new Domain(same));
    }
}
