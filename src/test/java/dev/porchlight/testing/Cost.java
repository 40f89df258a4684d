package dev.porchlight.testing;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * What something costs in CPU time of this whole process, with it and without it, in turn. Time on the processor says
 * little less on a busy machine, where time on the clock says nothing.
 *
 * @param micros for each unit of work, the median of the differences between neighbouring rounds
 * @param certain whether all rounds but one at most agree that it costs something
 */
public record Cost(double micros, boolean certain) {

    private static final int WARM_UPS = 3;
    private static final int ROUNDS = 11;

    /** @param times how often a round does its work, for which it is given that number */
    public static Cost of(String name, int times, IntConsumer with, IntConsumer without) {
        for (int i = 0; i < WARM_UPS; i++) {
            with.accept(times);
            without.accept(times);
        }
        double[] dear = new double[ROUNDS];
        double[] cheap = new double[ROUNDS];
        double[] differences = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            dear[i] = micros(times, with);
            cheap[i] = micros(times, without);
            differences[i] = dear[i] - cheap[i];
        }
        boolean certain =
                Arrays.stream(differences).filter(difference -> difference > 0).count() >= ROUNDS - 1;
        System.out.printf(
                "| %s | %s | %s | %s |%n", name, shown(dear), shown(cheap), certain ? shown(differences) : "noise");
        return new Cost(median(differences), certain);
    }

    private static double micros(int times, IntConsumer work) {
        long start = cpuNanos();
        work.accept(times);
        return (cpuNanos() - start) / 1_000.0 / times;
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** The median, and the least and most. */
    private static String shown(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", median(values), sorted[0], sorted[sorted.length - 1]);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
