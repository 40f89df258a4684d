package dev.porchlight.chat.export;

import dev.porchlight.error.RequestException;
import dev.porchlight.error.StoreFailureLog;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.token.OwnerPrincipal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The download of an owner's site as NDJSON. */
@Slf4j
@RestController
@RequiredArgsConstructor
class ExportController {

    private final SiteExport export;
    private final ExportPermits permits;
    private final StoreFailureLog storeFailures;
    private final Clock clock;

    @GetMapping("/owner/export")
    void export(OwnerPrincipal owner, HttpServletResponse response) {
        OwnerService.Account account = export.account(owner);
        try (ExportPermits.Permit permit = permits.acquire(owner.id())) {
            response.setContentType("application/x-ndjson");
            String fileName = "porchlight-" + account.domain() + "-" + LocalDate.now(clock) + ".ndjson";
            response.setHeader(
                    HttpHeaders.CONTENT_DISPOSITION,
                    ContentDisposition.attachment().filename(fileName).build().toString());
            export.write(owner, account, new ExportWriter(response.getOutputStream(), clock));
        } catch (IOException e) {
            log.debug("An export ended early: {}", e.getClass().getName());
        } catch (RuntimeException e) {
            if (!response.isCommitted()) {
                response.reset();
                throw e;
            }
            endedEarly(e);
        }
    }

    /** No error can be sent any more; without the end line the client sees that the file is truncated. */
    private void endedEarly(RuntimeException e) {
        if (e instanceof DataAccessException ofStore) {
            storeFailures.failed("GET /owner/export", ofStore);
        } else if (e instanceof RequestException) {
            log.debug("An export ended early, since its session did", e);
        } else {
            log.warn("An export ended early: {}", e.toString());
        }
    }
}
