package dev.porchlight.web;

import jakarta.servlet.RequestDispatcher;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

/**
 * Maps what Tomcat rejects by itself, such as a malformed request line, to the envelope instead of its HTML page. Public,
 * since Tomcat instantiates it by reflection.
 */
public class TomcatErrorReportValve extends ErrorReportValve {

    private static final JsonMapper JSON = new JsonMapper();

    /** Tomcat's default. */
    private static final int MAX_HEADERS = 100;

    private static final String HEAD_TOO_LARGE =
            StringManager.getManager(Http11Processor.class).getString("iib.requestheadertoolarge.error");
    private static final String TOO_MANY_HEADERS =
            StringManager.getManager(MimeHeaders.class).getString("headers.maxCountFail", MAX_HEADERS);

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            int status =
                    isHeadTooLarge(request) ? HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.value() : response.getStatus();
            // No filter has said so: any origin may call.
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
            HttpErrors.write(response, HttpErrors.envelopeOf(status), JSON);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            // The client is gone, or the response is committed.
            container.getLogger().debug("No error report", e);
        }
    }

    /** Tomcat answers that with 400, too. */
    private static boolean isHeadTooLarge(Request request) {
        Object cause = request.getCoyoteRequest().getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        return cause instanceof IllegalArgumentException tooLarge && HEAD_TOO_LARGE.equals(tooLarge.getMessage())
                || cause instanceof IllegalStateException tooMany && TOO_MANY_HEADERS.equals(tooMany.getMessage());
    }
}
