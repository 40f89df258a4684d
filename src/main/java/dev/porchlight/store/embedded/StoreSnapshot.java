package dev.porchlight.store.embedded;

import dev.porchlight.store.embedded.storage.ErasableFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.RootReference;
import org.h2.mvstore.type.DataType;

/**
 * All maps of a store as they were at one moment, whatever is written later. Until it is closed, the file keeps the pages
 * of that moment, and nothing is erased in it.
 */
final class StoreSnapshot implements AutoCloseable {

    /** Forced to the disk one by one: much at once would delay the commits of the store itself. */
    private static final int COMMIT_BYTES = 4 << 20;

    private final MVStore store;
    private final MVStore.TxCounter version;
    private final List<SnapshotMap<?, ?>> maps = new ArrayList<>();

    private record SnapshotMap<K, V>(MVMap<K, V> map, RootReference<K, V> root) {

        private static <K, V> SnapshotMap<K, V> of(MVMap<K, V> map) {
            return new SnapshotMap<>(map, map.flushAndGetRoot());
        }

        private Cursor<K, V> cursor() {
            return map.cursor(root, null, null, false);
        }

        private MVMap<K, V> open(MVStore other) {
            return other.openMap(
                    map.getName(),
                    new MVMap.Builder<K, V>().keyType(map.getKeyType()).valueType(map.getValueType()));
        }

        private void copyTo(MVStore target, BooleanSupplier stop) {
            MVMap<K, V> copy = open(target);
            for (Cursor<K, V> entries = cursor(); entries.hasNext(); ) {
                copy.put(entries.next(), entries.getValue());
                if (target.getUnsavedMemory() > COMMIT_BYTES) {
                    requireNotStopped(stop);
                    target.commit();
                    target.sync();
                }
            }
        }

        private void requireSame(MVStore target, BooleanSupplier stop) {
            Cursor<K, V> written = open(target).cursor(null);
            for (Cursor<K, V> entries = cursor(); entries.hasNext(); ) {
                boolean same = written.hasNext()
                        && isSame(map.getKeyType(), entries.next(), written.next())
                        && isSame(map.getValueType(), entries.getValue(), written.getValue());
                if (!same) {
                    throw new IllegalStateException("what was written was not read back");
                }
                requireNotStopped(stop);
            }
            if (written.hasNext()) {
                throw new IllegalStateException("more was read back than was written");
            }
        }

        private static <T> boolean isSame(DataType<T> type, T expected, T read) {
            return expected instanceof byte[] bytes
                    ? Arrays.equals(bytes, (byte[]) read)
                    : type.compare(expected, read) == 0;
        }
    }

    /** @param store to which nothing is written during this call, and of which all maps are open */
    StoreSnapshot(MVStore store) {
        this.store = store;
        this.version = store.registerVersionUsage();
        try {
            for (String name : store.getMapNames()) {
                maps.add(SnapshotMap.of(map(store, name)));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static MVMap<Object, Object> map(MVStore store, String name) {
        int id = DataUtils.parseHexInt(store.getMetaMap().get(DataUtils.META_NAME + name));
        return Objects.requireNonNull(store.getMap(id), "All maps are open");
    }

    /**
     * Writes a store with the same content, without what was deleted; forces it to the disk, closes it, reads all of it
     * and compares.
     *
     * @param file which does not exist; after a failure it may be there in part
     * @param stop ends the copy with an exception
     */
    void copyTo(Path file, BooleanSupplier stop) {
        MVStore target = StoreFile.create(file);
        try {
            for (SnapshotMap<?, ?> map : maps) {
                requireNotStopped(stop);
                map.copyTo(target, stop);
            }
            target.commit();
            target.sync();
            target.close();
        } finally {
            StoreFile.closeImmediately(target);
        }
        MVStore written = StoreFile.open(ErasableFile.openToRead(file, 1), e -> {});
        try {
            for (SnapshotMap<?, ?> map : maps) {
                map.requireSame(written, stop);
            }
            if (written.getMapNames().size() != maps.size()) {
                throw new IllegalStateException("some was not read back");
            }
        } finally {
            StoreFile.closeImmediately(written);
        }
    }

    private static void requireNotStopped(BooleanSupplier stop) {
        if (stop.getAsBoolean()) {
            throw new IllegalStateException("the store is being closed");
        }
    }

    @Override
    public void close() {
        store.deregisterVersionUsage(version);
    }
}
