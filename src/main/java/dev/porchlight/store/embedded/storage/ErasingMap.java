package dev.porchlight.store.embedded.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.Page;
import org.h2.mvstore.RootReference;
import org.h2.mvstore.type.DataType;
import org.jspecify.annotations.Nullable;

/**
 * A map that keeps no removed key. MVStore leaves one in an inner page, where it separates the keys of two children, as
 * long as these last; here the next existing key takes its place. For one writer at a time, as MVStore rewrites pages
 * beside it.
 */
public final class ErasingMap<K, V> extends MVMap<K, V> {

    /** Stores of an earlier format may still have keys that were removed. */
    private static final int FIRST_FORMAT = 1;

    private static final class Builder<K, V> extends MVMap.BasicBuilder<ErasingMap<K, V>, K, V> {

        @Override
        protected ErasingMap<K, V> create(Map<String, Object> config) {
            return new ErasingMap<>(config, getKeyType(), getValueType());
        }
    }

    /** An inner page on the way from the root, and the index of the child that the way goes on to. */
    private record Step<K, V>(Page<K, V> page, int child) {}

    private ErasingMap(Map<String, Object> config, DataType<K> keyType, DataType<V> valueType) {
        super(config, keyType, valueType);
    }

    /**
     * Opens the map, or creates it. In a store from before these maps it reads all of the map once, and replaces keys that
     * were removed: {@link ErasableFile#confirm} makes that durable, and the store remembers.
     */
    public static <K, V> ErasingMap<K, V> open(MVStore store, String name, DataType<K> keyType, DataType<V> valueType) {
        ErasingMap<K, V> map =
                store.openMap(name, new Builder<K, V>().keyType(keyType).valueType(valueType));
        if (store.getStoreVersion() < FIRST_FORMAT) {
            map.replaceRemoved(map.getRootPage());
        }
        return map;
    }

    private void replaceRemoved(Page<K, V> page) {
        if (page.isLeaf()) {
            return;
        }
        for (int i = 0; i <= page.getKeyCount(); i++) {
            replaceRemoved(page.getChildPage(i));
            if (i < page.getKeyCount() && !containsKey(page.getKey(i))) {
                replace(page.getKey(i));
            }
        }
    }

    private void replace(K removed) {
        while (!replaceSeparator(removed)) {
            Thread.onSpinWait();
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable V remove(Object key) {
        V removed = super.remove(key);
        if (removed != null) {
            replace((K) key);
        }
        return removed;
    }

    /** False if the map was changed meanwhile. */
    private boolean replaceSeparator(K removed) {
        RootReference<K, V> root = flushAndGetRoot();
        List<Step<K, V>> way = new ArrayList<>();
        Page<K, V> page = root.root;
        while (!page.isLeaf()) {
            int index = search(page, removed);
            if (index >= 0) {
                Page<K, V> changed = page.copy();
                changed.setKey(index, firstKey(page.getChildPage(index + 1)));
                way.add(new Step<>(page, index + 1));
                return replace(root, way, changed);
            }
            int child = -index - 1;
            way.add(new Step<>(page, child));
            page = page.getChildPage(child);
        }
        return true;
    }

    /** @return the index of the key, or, as in {@link java.util.Arrays#binarySearch}, where it would be */
    private int search(Page<K, V> page, K key) {
        int low = 0;
        int high = page.getKeyCount() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = getKeyType().compare(page.getKey(middle), key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    private static <K, V> K firstKey(Page<K, V> page) {
        Page<K, V> first = page;
        while (!first.isLeaf()) {
            first = first.getChildPage(0);
        }
        return first.getKey(0);
    }

    /** Puts a changed page in the place of the last one of the way, and copies those above it. */
    private boolean replace(RootReference<K, V> root, List<Step<K, V>> way, Page<K, V> changed) {
        int unsavedMemory = changed.getMemory();
        Page<K, V> replacement = changed;
        for (int i = way.size() - 2; i >= 0; i--) {
            Page<K, V> parent = way.get(i).page().copy();
            parent.setChild(way.get(i).child(), replacement);
            unsavedMemory += parent.getMemory();
            replacement = parent;
        }
        if (!updateRoot(root, replacement, 1)) {
            return false;
        }
        for (Step<K, V> step : way) {
            unsavedMemory += step.page().removePage(root.version);
        }
        registerUnsavedMemory(unsavedMemory);
        return true;
    }
}
