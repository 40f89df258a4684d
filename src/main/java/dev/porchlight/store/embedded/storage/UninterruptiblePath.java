package dev.porchlight.store.embedded.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** Has H2 open a file as an {@link UninterruptibleFile}. Public, since H2 instantiates it by reflection. */
public final class UninterruptiblePath extends FilePathWrapper {

    private static final String SCHEME = "uninterruptible";

    static {
        FilePath.register(new UninterruptiblePath());
    }

    /** The name under which H2 finds a file. */
    static String nameOf(Path file) {
        return SCHEME + ":" + file;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return UninterruptibleFile.open(Path.of(getBase().toString()), mode.equals("r"));
    }
}
