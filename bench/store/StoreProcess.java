package store;

import dev.porchlight.store.embedded.EmbeddedStore;
import java.nio.file.Path;

/** The embedded store in a process of its own, for servers that are measured on the same one. */
final class StoreProcess {

    private StoreProcess() {}

    /** @param args the data folder; the connection string is printed once it accepts connections */
    public static void main(String[] args) {
        EmbeddedStore store = EmbeddedStore.open(EmbeddedStore.Options.of(Path.of(args[0])));
        Runtime.getRuntime().addShutdownHook(new Thread(store::close));
        System.out.println(store.connectionString());
    }
}
