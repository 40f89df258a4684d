package dev.porchlight.testing.commands;

import dev.porchlight.testing.Chromium;
import dev.porchlight.testing.TestDatabases;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Registered for every test class and for the process that runs them: fails the class during which an undocumented
 * command was sent. What background threads send later falls to the next class; what comes last, when all applications
 * stop, to {@code StoreCommandsIT}.
 */
public final class TestRun implements BeforeAllCallback, AfterAllCallback, LauncherSessionListener {

    private static final Set<ConfigurableApplicationContext> APPLICATIONS =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        CommandRecorder.clear();
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        CommandRecorder.INSTANCE.testClass("the end of the run");
        Chromium.quit();
        Set.copyOf(APPLICATIONS).forEach(ConfigurableApplicationContext::close);
        TestDatabases.drop();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        CommandRecorder.INSTANCE.testClass(context.getRequiredTestClass().getName());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        CommandRecorder.INSTANCE.check();
    }

    static void closeAtTheEnd(ConfigurableApplicationContext application) {
        APPLICATIONS.add(application);
    }
}
