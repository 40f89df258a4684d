package dev.porchlight.network;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The reverse proxies between clients and this process.
 *
 * @param trustedProxies Reverse proxies whose {@code X-Forwarded-For} is trusted: addresses or ranges such as
 *     {@code 10.0.0.0/8}, separated by commas. From others that header is ignored.
 */
@ConfigurationProperties("porchlight")
record NetworkSettings(@DefaultValue List<String> trustedProxies) {

    NetworkSettings {
        AddressRanges.parse("PORCHLIGHT_TRUSTED_PROXIES", trustedProxies);
    }
}
