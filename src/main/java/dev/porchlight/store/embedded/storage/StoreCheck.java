package dev.porchlight.store.embedded.storage;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads all that is stored, once, in small steps: MVStore reads a page when it is asked for, and so a damaged one would
 * not be noticed until then.
 */
public final class StoreCheck {

    private static final int KEYS_PER_STEP = 200;

    private final MVStore store;
    private final Consumer<byte[]> decoder;
    private final Consumer<Throwable> onDamage;
    private final Queue<MVMap<Object, Object>> maps = new ArrayDeque<>();
    private @Nullable Object lastKey;
    private volatile boolean done;

    /**
     * @param store whose maps are open
     * @param decoder of documents; throws if one is damaged
     * @param onDamage gets what reading has thrown, once
     */
    public StoreCheck(MVStore store, Consumer<byte[]> decoder, Consumer<Throwable> onDamage) {
        this.store = store;
        this.decoder = decoder;
        this.onDamage = onDamage;
        for (String name : store.getMapNames()) {
            MVMap<Object, Object> map =
                    store.getMap(DataUtils.parseHexInt(store.getMetaMap().get(DataUtils.META_NAME + name)));
            if (map != null) {
                maps.add(map);
            }
        }
    }

    /** Reads some more; nothing more once damage was found. */
    public void step() {
        MVMap<Object, Object> map = maps.peek();
        if (map == null) {
            done = true;
            return;
        }
        MVStore.TxCounter version = store.registerVersionUsage();
        try {
            lastKey = map.isClosed() ? null : read(map);
        } catch (RuntimeException | StackOverflowError e) {
            lastKey = null;
            // Unless it was dropped meanwhile.
            if (!map.isClosed()) {
                onDamage.accept(e);
                maps.clear();
            }
        } catch (OutOfMemoryError e) {
            // No damage. Those who need memory go first: a command will tell what cannot be read.
            lastKey = null;
            maps.clear();
        } finally {
            store.deregisterVersionUsage(version);
        }
        if (lastKey == null) {
            maps.poll();
        }
    }

    /** Whether all was read, or damage was found. */
    public boolean isDone() {
        return done;
    }

    /** From the last key on, which may be gone. @return the last key that was read; null at the end of the map */
    private @Nullable Object read(MVMap<Object, Object> map) {
        Cursor<Object, Object> cursor = map.cursor(lastKey);
        Object key = null;
        for (int i = 0; i < KEYS_PER_STEP && cursor.hasNext(); i++) {
            key = cursor.next();
            if (cursor.getValue() instanceof byte[] document) {
                decoder.accept(document);
            }
        }
        return cursor.hasNext() ? key : null;
    }
}
