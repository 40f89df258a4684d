package dev.porchlight.store.embedded.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
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
        store = new MVStore.Builder()
                .adoptFileStore(ErasableFile.open(folder.resolve("map.mv"), 1, 1_000))
                .autoCommitDisabled()
                .open();
        return store.openMap(
                "map",
                new ErasingMap.Builder<String, String>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(StringDataType.INSTANCE));
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

    private static List<String> separators(ErasingMap<String, String> map) {
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
