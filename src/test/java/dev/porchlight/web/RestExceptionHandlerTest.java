package dev.porchlight.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.porchlight.error.StoreFailureLog;
import dev.porchlight.testing.Rest;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.MDC;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@ExtendWith(OutputCaptureExtension.class)
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

    @Test
    void the_log_names_the_route_and_nothing_that_was_sent(CapturedOutput output) throws Exception {
        MockMvc mvc = MockMvcBuilders.standaloneSetup(new Failing())
                .setControllerAdvice(new RestExceptionHandler(checked::add, new StoreFailureLog()))
                .addFilters(new RequestIdFilter())
                .build();

        mvc.perform(get("/away/{who}", "zaphod")).andExpect(status().isServiceUnavailable());
        mvc.perform(get("/broken/{who}", "zaphod"))
                .andExpect(status().isInternalServerError())
                .andExpect(answer -> assertThat(Rest.parse(answer.getResponse().getContentAsString())
                                .get("requestId")
                                .asString())
                        .isNotBlank()
                        .isEqualTo(answer.getRequest().getAttribute("requestId")));
        assertThat(MDC.get("requestId")).isNull();

        assertThat(output.getAll())
                .contains("GET /away/{who}", "GET /broken/{who}")
                .doesNotContain("zaphod");
    }

    @RestController
    private static final class Failing {

        @GetMapping("/away/{who}")
        void away(@PathVariable("who") String who) {
            throw new DataAccessResourceFailureException("away");
        }

        @GetMapping("/broken/{who}")
        void broken(@PathVariable("who") String who, HttpServletRequest request) {
            request.setAttribute("requestId", MDC.get("requestId"));
            throw new IllegalStateException("broken");
        }
    }
}
