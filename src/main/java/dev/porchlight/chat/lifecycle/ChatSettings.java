package dev.porchlight.chat.lifecycle;

import dev.porchlight.validation.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What becomes of chats by themselves.
 *
 * @param closeAfter How long a waiting or active chat stays open without a message, such as {@code 30d} or {@code 12h};
 *     it is closed then, within the hour, and opens again when somebody writes. {@code 0} closes none.
 */
@ConfigurationProperties("porchlight.chats")
record ChatSettings(@DefaultValue("30d") Duration closeAfter) {

    ChatSettings {
        Setting.require(
                !closeAfter.isNegative(),
                "PORCHLIGHT_CHATS_CLOSE_AFTER",
                "a time such as 30d or 12h, or 0 to close no chat by itself");
    }
}
