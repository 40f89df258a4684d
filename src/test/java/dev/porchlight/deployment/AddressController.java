package dev.porchlight.deployment;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says the client's address and name, as the application sees them. */
@TestComponent
@RestController
class AddressController {

    @GetMapping("/test/address")
    String address(HttpServletRequest request) {
        return request.getRemoteAddr() + " " + request.getRemoteHost();
    }
}
