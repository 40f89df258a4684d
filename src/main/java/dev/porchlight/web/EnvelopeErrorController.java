package dev.porchlight.web;

import dev.porchlight.error.Envelope;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What fails outside of every handler, such as in a filter, comes back here. */
@RestController
class EnvelopeErrorController implements ErrorController {

    @RequestMapping("${spring.web.error.path:${error.path:/error}}")
    ResponseEntity<Envelope> error(HttpServletRequest request) {
        // Whoever asks for this page directly finds nothing here.
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        Envelope envelope = Envelopes.of(status);
        return ResponseEntity.status(envelope.statusCode()).body(envelope);
    }
}
