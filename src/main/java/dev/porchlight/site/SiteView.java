package dev.porchlight.site;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A site as its owner sees it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SiteView(
        boolean locked,
        List<String> allowedOrigins,
        @Nullable Integer retentionDays) {

    static SiteView of(Site site) {
        return new SiteView(site.locked(), site.allowedOrigins(), site.retentionDays());
    }
}
