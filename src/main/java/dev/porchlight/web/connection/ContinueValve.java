package dev.porchlight.web.connection;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ContinueResponseTiming;

/**
 * Makes it possible to answer {@code 100 Continue} just before a body is read without a thread that waits for it: Tomcat
 * does it before the request is judged, or else when a thread reads, and then never if the client waits for it.
 */
public final class ContinueValve extends ValveBase {

    private static final String ACKNOWLEDGEMENT = ContinueValve.class.getName();

    public ContinueValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Runnable acknowledgement =
                () -> request.getCoyoteRequest().action(ActionCode.ACK, ContinueResponseTiming.ON_REQUEST_BODY_READ);
        request.setAttribute(ACKNOWLEDGEMENT, acknowledgement);
        getNext().invoke(request, response);
    }

    /** Tells a client that waits for it to send its body; no other is told anything. */
    public static void sendContinue(HttpServletRequest request) {
        if (request.getAttribute(ACKNOWLEDGEMENT) instanceof Runnable acknowledgement) {
            acknowledgement.run();
        }
    }
}
