package dev.porchlight.testing.commands;

import dev.porchlight.testing.TestDatabases;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Registered for every test class: fails the class during which an undocumented command was sent. What background
 * threads send later falls to the next class; what comes last, to the end of the run, after all applications stopped.
 */
public final class TestRun implements BeforeAllCallback, AfterAllCallback {

    private static final Set<ConfigurableApplicationContext> APPLICATIONS =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).computeIfAbsent(End.class);
        CommandRecorder.INSTANCE.testClass(context.getRequiredTestClass().getName());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        CommandRecorder.INSTANCE.check();
    }

    static void closeAtTheEnd(ConfigurableApplicationContext application) {
        APPLICATIONS.add(application);
    }

    static final class End implements AutoCloseable {

        End() {
            CommandRecorder.clear();
        }

        @Override
        public void close() {
            CommandRecorder.INSTANCE.testClass("the end of the run");
            Set.copyOf(APPLICATIONS).forEach(ConfigurableApplicationContext::close);
            TestDatabases.drop();
            CommandRecorder.INSTANCE.check();
        }
    }
}
