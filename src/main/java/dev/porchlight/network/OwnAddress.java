package dev.porchlight.network;

import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The address to tell people, in logs and by commands: that of {@code PORCHLIGHT_PUBLIC_URL}, or else this machine's. */
@Component
@RequiredArgsConstructor
public final class OwnAddress {

    private static final String DEFAULT_PORT = "8000";

    private final Environment environment;

    /** @param path below that of Porchlight, with a slash before it */
    public String of(String path) {
        return publicUrl().orElseGet(this::local) + path;
    }

    /** Where REST listens, as programs on this machine reach it. */
    public String local() {
        // Known once it listens; the setting may be 0, for any free one.
        String port =
                environment.getProperty("local.server.port", environment.getProperty("server.port", DEFAULT_PORT));
        return "http://" + host("server.address") + ":" + port;
    }

    /**
     * The host name of a listener for a URL.
     *
     * @param setting of the address that it listens at
     */
    public String host(String setting) {
        String address = environment.getProperty(setting, "").strip();
        if (address.isEmpty() || address.equals("0.0.0.0") || address.equals("::")) {
            return "localhost";
        }
        return address.contains(":") && !address.startsWith("[") ? "[" + address + "]" : address;
    }

    /** For who is told the address: which setting makes it one that works elsewhere. Empty if it is set. */
    public Optional<String> hint() {
        return publicUrl().isPresent()
                ? Optional.empty()
                : Optional.of(
                        "That is the address on this machine: set PORCHLIGHT_PUBLIC_URL to the one that others use,"
                                + " and it is printed here.");
    }

    private Optional<String> publicUrl() {
        String url =
                environment.getProperty("porchlight.public-url", "").strip().replaceAll("/+$", "");
        return url.isEmpty() ? Optional.empty() : Optional.of(url);
    }
}
