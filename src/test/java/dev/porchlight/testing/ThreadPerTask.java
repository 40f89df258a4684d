package dev.porchlight.testing;

import java.util.concurrent.Executor;

/**
 * For what waits for something else that a test does meanwhile. The common pool of a machine with two processors has one
 * thread, and from JDK 25 on futures use it all the same.
 */
public final class ThreadPerTask implements Executor {

    @Override
    public void execute(Runnable task) {
        Thread thread = new Thread(task, "task-of-a-test");
        thread.setDaemon(true);
        thread.start();
    }
}
