package dev.porchlight.store.embedded.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.Page;
import org.h2.mvstore.type.StringDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasingMapTest {

    private static final int KEYS = 20_000;

    @TempDir
    Path folder;

    private MVStore store;

    private ErasingMap<String, String> open() {
        ErasableFile file = openStore();
        ErasingMap<String, String> map =
                ErasingMap.open(store, "map", StringDataType.INSTANCE, StringDataType.INSTANCE);
        file.confirm(store);
        return map;
    }

    private ErasableFile openStore() {
        ErasableFile file = ErasableFile.open(folder.resolve("map.mv"), 1, 1_000);
        store = new MVStore.Builder().adoptFileStore(file).autoCommitDisabled().open();
        return file;
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void no_inner_page_has_a_key_that_was_removed() {
        ErasingMap<String, String> map = open();
        TreeMap<String, String> expected = new TreeMap<>();
        Random random = new Random(1);
        for (int i = 0; i < KEYS; i++) {
            String key = "key " + random.nextInt(KEYS);
            map.put(key, "value " + i);
            expected.put(key, "value " + i);
        }
        assertThat(separators(map)).hasSizeGreaterThan(100);
        assertThat(depth(map.getRootPage())).isGreaterThan(2);
        for (int round = 0; !expected.isEmpty(); round++) {
            for (String key : List.copyOf(expected.keySet())) {
                if (random.nextInt(3) == 0) {
                    assertThat(map.remove(key)).isEqualTo(expected.remove(key));
                } else if (round < 5 && random.nextInt(4) == 0) {
                    String added = "key " + random.nextInt(KEYS);
                    map.put(added, "new");
                    expected.put(added, "new");
                }
            }
            assertThat(separators(map)).allMatch(expected::containsKey);
            if (round % 3 == 0) {
                store.commit();
                store.compact(100, 1 << 20);
            } else if (round % 3 == 1) {
                store.close();
                map = open();
            }
            assertThat(List.copyOf(map.keySet())).isEqualTo(List.copyOf(expected.keySet()));
            assertThat(map.sizeAsLong()).isEqualTo(expected.size());
        }
    }

    @Test
    void a_store_from_before_is_rid_of_removed_keys_once() {
        openStore();
        MVMap<String, String> plain = store.openMap(
                "map",
                new MVMap.Builder<String, String>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(StringDataType.INSTANCE));
        for (int i = 0; i < KEYS; i++) {
            plain.put("key " + i, "value " + i);
        }
        for (int i = 0; i < KEYS; i++) {
            if (i % 7 < 5) {
                plain.remove("key " + i);
            }
        }
        List<String> left = List.copyOf(plain.keySet());
        assertThat(separators(plain)).anyMatch(key -> !left.contains(key));
        store.close();

        ErasingMap<String, String> map = open();
        assertThat(separators(map)).hasSizeGreaterThan(100).allMatch(map::containsKey);
        assertThat(List.copyOf(map.keySet())).isEqualTo(left);
        store.closeImmediately();

        ErasableFile file = openStore();
        long readsBefore = file.getReadBytes();
        ErasingMap<String, String> again =
                ErasingMap.open(store, "map", StringDataType.INSTANCE, StringDataType.INSTANCE);
        assertThat(file.getReadBytes() - readsBefore).as("bytes read again").isLessThan(20_000);
        assertThat(separators(again)).allMatch(again::containsKey);
    }

    private static List<String> separators(MVMap<String, String> map) {
        List<String> separators = new ArrayList<>();
        collect(map.getRootPage(), separators);
        return separators;
    }

    private static void collect(Page<String, String> page, List<String> separators) {
        if (!page.isLeaf()) {
            for (int i = 0; i < page.getKeyCount(); i++) {
                separators.add(page.getKey(i));
            }
            for (int i = 0; i <= page.getKeyCount(); i++) {
                collect(page.getChildPage(i), separators);
            }
        }
    }

    private static int depth(Page<String, String> page) {
        return page.isLeaf() ? 1 : 1 + depth(page.getChildPage(0));
    }
}
