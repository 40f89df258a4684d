package dev.porchlight.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Loads the protocol 3 client, whose packages are named as those of the protocol 4 client on the class path. */
final class Protocol3ClassLoader extends URLClassLoader {

    private static final Path JARS = Path.of("target", "protocol-3-client");
    private static final Protocol3ClassLoader INSTANCE = new Protocol3ClassLoader();

    private Protocol3ClassLoader() {
        super(urls(), Protocol3ClassLoader.class.getClassLoader());
    }

    static SocketIoClient newClient() {
        try {
            return (SocketIoClient) INSTANCE.loadClass(OfficialSocketIoClient.class.getName())
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("The protocol 3 client is missing from " + JARS, e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (!name.startsWith("io.socket.") && !name.startsWith(OfficialSocketIoClient.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }

    private static URL[] urls() {
        try (Stream<Path> jars = Files.list(JARS)) {
            URL here = OfficialSocketIoClient.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation();
            return Stream.concat(Stream.of(here), jars.map(Protocol3ClassLoader::url))
                    .toArray(URL[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
