package load;

import java.util.Arrays;
import java.util.Locale;

/** Every latency of a phase, in microseconds. */
final class Latencies {

    private long[] micros = new long[1 << 16];
    private int count;

    void add(long each) {
        if (count == micros.length) {
            micros = Arrays.copyOf(micros, count * 2);
        }
        micros[count++] = each;
    }

    int count() {
        return count;
    }

    void clear() {
        count = 0;
    }

    /** Members of a JSON object, in milliseconds. */
    String json(String name) {
        long[] sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "\"%1$sP50Millis\":%2$.3f,\"%1$sP99Millis\":%3$.3f,\"%1$sP999Millis\":%4$.3f,\"%1$sMaxMillis\":%5$.3f",
                name,
                percentile(sorted, 0.5),
                percentile(sorted, 0.99),
                percentile(sorted, 0.999),
                percentile(sorted, 1));
    }

    private static double percentile(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(sorted.length * share) - 1)] / 1000.0;
    }
}
