package dev.porchlight.boot;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.porchlight.error.InvalidSettingException;
import java.lang.management.ManagementFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.stereotype.Component;

/** Refuses to start where there is too little to serve with, before anything is opened: it would crawl, or be killed. */
@Component
final class MinimumResources implements BeanFactoryPostProcessor {

    private static final int MB = 1 << 20;

    /** With it, 300 guests sent 6,000 messages, half of which were answered within 81 ms on a busy machine. */
    private static final long HEAP_MB = 128;
    /** Some collectors count a part of it as none: of {@code -Xmx128m}, 123 MB are left. */
    private static final double COUNTED_PART = 0.95;
    /** Of a container or a machine. That took 341 MB, and 40 % of this are a heap of 179 MB; one of 512 MB has some less. */
    private static final long MEMORY_MB = 448;
    /** A start opens 144, and 96 must be free for connections. */
    private static final long FILES = 256;

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        java.lang.management.OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        check(
                Runtime.getRuntime().maxMemory(),
                system instanceof OperatingSystemMXBean any ? any.getTotalMemorySize() : Long.MAX_VALUE,
                system instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount() : Long.MAX_VALUE);
    }

    /** @throws InvalidSettingException if one of them is too little */
    static void check(long heapBytes, long memoryBytes, long files) {
        if (memoryBytes < MEMORY_MB * MB) {
            throw new InvalidSettingException("Porchlight needs a container or a machine with at least " + MEMORY_MB
                    + " MB of memory, and this one has " + memoryBytes / MB
                    + " MB: give it more; 1 GB is enough for most.");
        }
        if (heapBytes < HEAP_MB * MB * COUNTED_PART) {
            throw new InvalidSettingException(
                    "Porchlight needs a heap of at least " + HEAP_MB + " MB, and Java has one of " + heapBytes / MB
                            + " MB: give it more (-Xmx, or the memory of the unit or container).");
        }
        if (files < FILES) {
            throw new InvalidSettingException("Porchlight needs to open at least " + FILES + " files, and may open "
                    + files + ": raise the limit (ulimit -n, or LimitNOFILE of the unit).");
        }
    }
}
