package dev.porchlight.web;

import dev.porchlight.error.Envelope;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Maps what fails outside of a handler, such as in a filter, to the envelope: Tomcat forwards it here. */
@RestController
class TomcatErrorController implements ErrorController {

    @RequestMapping("${spring.web.error.path:${error.path:/error}}")
    ResponseEntity<Envelope> error(HttpServletRequest request, HttpServletResponse response) {
        // What Tomcat rejects has passed no filter.
        response.setHeader(HttpHeaders.CACHE_CONTROL, NoStoreFilter.NO_STORE);
        // No status: a client asked for this path itself.
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        Envelope envelope = HttpErrors.envelopeOf(status);
        return ResponseEntity.status(envelope.statusCode()).body(envelope);
    }
}
