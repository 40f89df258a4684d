package dev.porchlight.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.error.StoreFailureLog;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;

class RestExceptionHandlerTest {

    private final List<Throwable> checked = new ArrayList<>();

    @Test
    void what_is_unexpected_is_checked_for_a_lack_of_memory() {
        ServletException wrapped = new ServletException(new OutOfMemoryError("test"));

        assertThat(new RestExceptionHandler(checked::add, new StoreFailureLog())
                        .handle(wrapped, new MockHttpServletRequest())
                        .getStatusCode())
                .isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
        assertThat(checked).containsExactly(wrapped);
    }
}
