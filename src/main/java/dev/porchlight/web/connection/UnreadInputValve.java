package dev.porchlight.web.connection;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.http.HttpHeaders;

/**
 * Closes the connection after an answer to a request whose body was not read: Tomcat itself would read the rest, on a
 * thread, for as long as the client takes. Likewise after too many requests in one turn of the connection: see
 * {@link ThreadTurn}.
 */
public final class UnreadInputValve extends ValveBase {

    private static final String PIPELINED = UnreadInputValve.class.getName();

    private final Rejections rejections;

    public UnreadInputValve(Rejections rejections) {
        super(true);
        this.rejections = rejections;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        // Then the body was read meanwhile, or the connection closes by this header alone.
        boolean dispatchedAgain = request.isAsyncDispatching() || request.isAsync();
        if (!dispatchedAgain && ThreadTurn.countRequest()) {
            rejections.count("pipelined requests");
            request.setAttribute(PIPELINED, true);
        }
        // Set now, since handlers commit their answers.
        setConnectionClose(response, request.getAttribute(PIPELINED) != null || !isBodyRead(request));
        getNext().invoke(request, response);
        if (!dispatchedAgain && !request.isAsync() && !isBodyRead(request)) {
            rejections.count("unwanted body");
            // First, since an error's status would replace what is not committed.
            response.finishResponse();
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    private static boolean isBodyRead(Request request) {
        AtomicBoolean read = new AtomicBoolean();
        request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, read);
        return read.get();
    }

    private static void setConnectionClose(Response response, boolean close) {
        if (close) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
        } else {
            response.getCoyoteResponse().getMimeHeaders().removeHeader(HttpHeaders.CONNECTION);
        }
    }
}
