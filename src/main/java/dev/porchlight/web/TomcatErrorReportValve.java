package dev.porchlight.web;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Maps what Tomcat rejects by itself, such as a malformed request line, to the envelope instead of its HTML page. Public,
 * since Tomcat instantiates it by reflection.
 */
public class TomcatErrorReportValve extends ErrorReportValve {

    private static final JsonMapper JSON = new JsonMapper();

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            HttpErrors.write(response, HttpErrors.envelopeOf(response.getStatus()), JSON);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            // The client is gone, or the response is committed.
            container.getLogger().debug("No error report", e);
        }
    }
}
