package dev.porchlight.socket.engine.fuzz;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** One to three requests on one connection, in one piece or in several, possibly cut. */
final class FuzzRequestScript extends FuzzScript {

    private static final int ONE_IN_PATIENT = 20;
    private static final Pattern STATUS =
            Pattern.compile("HTTP/1.1 (100|101|200|204|400|404|405|413|414|417|429|431) ");

    FuzzRequestScript(Run run, long number, SplittableRandom random) {
        super(run, number, random, ONE_IN_PATIENT);
    }

    @Override
    void play() throws IOException {
        try (FuzzSocket socket = new FuzzSocket(run.port())) {
            byte[] bytes = new byte[0];
            for (int i = random.nextInt(8) == 0 ? 3 : 1; i > 0; i--) {
                bytes = FuzzMutator.join(bytes, maybeMutated(requests.any(), 2));
                run.inputs().increment();
            }
            if (random.nextInt(8) == 0) {
                bytes = FuzzMutator.join(bytes, frames.text(packets.packet()));
            }
            sendInPieces(socket, bytes);
            String response = socket.read(SHORT_MILLIS);
            if (!response.isEmpty() && !STATUS.matcher(response).lookingAt()) {
                found("the response " + response);
            }
            finish(socket);
        }
    }
}
