package dev.porchlight.boot;

import dev.porchlight.error.FatalErrorHandler;
import lombok.extern.slf4j.Slf4j;
import org.springframework.boot.task.ThreadPoolTaskSchedulerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Slf4j
@Configuration(proxyBeanMethods = false)
class SchedulingConfiguration {

    /** Spring's own only logs what a task throws. Either way the task runs again. */
    @Bean
    ThreadPoolTaskSchedulerCustomizer errorsOfScheduledTasks(FatalErrorHandler fatalErrors) {
        return scheduler -> scheduler.setErrorHandler(thrown -> {
            fatalErrors.check(thrown);
            log.error("A scheduled task failed", thrown);
        });
    }
}
