package load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;

/**
 * What has been used of the processors so far, in microseconds, to the 10 ms in which the kernel tells it.
 *
 * @param server the server, without its store if that is a process of its own
 * @param store that process; 0 if there is none
 * @param load this process
 * @param machine everything
 */
record Usage(long atMicros, Instant at, long server, long store, long load, long machine) {

    private static final long MICROS_A_TICK = 10_000;

    /** @param storePid 0 if there is none */
    static Usage now(long serverPid, long storePid) throws IOException {
        return new Usage(
                System.nanoTime() / 1000,
                Instant.now(),
                ofProcess(serverPid),
                storePid == 0 ? 0 : ofProcess(storePid),
                ofProcess(ProcessHandle.current().pid()),
                ofMachine());
    }

    private static long ofProcess(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
        // The name, in brackets, may have blanks.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_A_TICK;
    }

    /** user, nice, system, idle, iowait, irq, softirq, steal: all but idle and iowait. */
    private static long ofMachine() throws IOException {
        String[] fields =
                Files.readString(Path.of("/proc/stat")).split("\n", 2)[0].split(" +");
        long ticks = 0;
        for (int i = 1; i <= 8; i++) {
            ticks += i == 4 || i == 5 ? 0 : Long.parseLong(fields[i]);
        }
        return ticks * MICROS_A_TICK;
    }

    double secondsSince(Usage start) {
        return (atMicros - start.atMicros) / 1e6;
    }

    /** Members of a JSON object. */
    String jsonSince(Usage start) {
        return String.format(
                Locale.ROOT,
                "\"startMillis\":%d,\"endMillis\":%d,\"seconds\":%.3f,\"serverCpuMicros\":%d,\"storeCpuMicros\":%d,"
                        + "\"loadCpuMicros\":%d,\"machineCpuMicros\":%d",
                start.at.toEpochMilli(),
                at.toEpochMilli(),
                secondsSince(start),
                server - start.server,
                store - start.store,
                load - start.load,
                machine - start.machine);
    }
}
