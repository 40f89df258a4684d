package dev.porchlight.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.bson.BsonArray;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/** Says of itself what MongoDB 8 says, and replies to commands what a test tells it to. */
public final class ScriptedMongo implements AutoCloseable {

    private static final int OP_REPLY = 1;
    private static final int OP_QUERY = 2004;
    private static final int OP_MSG = 2013;
    private static final int HEADER_BYTES = 16;

    private final ServerSocket server;
    private final boolean replicaSet;
    private final List<BsonDocument> commands = new CopyOnWriteArrayList<>();
    /** What is asked for is not there, and what is written succeeds. */
    private volatile Function<BsonDocument, BsonDocument> script = command ->
            BsonDocument.parse("{n: 1, cursor: {id: NumberLong(0), ns: 'porchlight.none', firstBatch: []}, ok: 1}");

    private ScriptedMongo(boolean replicaSet) {
        this.replicaSet = replicaSet;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public static ScriptedMongo standalone() {
        return new ScriptedMongo(false);
    }

    public static ScriptedMongo replicaSet() {
        return new ScriptedMongo(true);
    }

    public String uri() {
        return "mongodb://" + address() + "/porchlight";
    }

    /** How it replies from now on, and forgets what it was sent. */
    public void script(Function<BsonDocument, BsonDocument> replies) {
        commands.clear();
        script = replies;
    }

    /** What it was sent, with the documents of writes in their place; without the driver's own conversation. */
    public List<BsonDocument> commands(String name) {
        return commands.stream()
                .filter(command -> command.getFirstKey().equals(name))
                .toList();
    }

    private String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private BsonDocument reply(BsonDocument command) {
        String name = command.getFirstKey();
        if (name.equalsIgnoreCase("hello") || name.equalsIgnoreCase("isMaster")) {
            BsonDocument hello = BsonDocument.parse("{helloOk: true, isWritablePrimary: true, ismaster: true,"
                    + " maxBsonObjectSize: 16777216, maxMessageSizeBytes: 48000000, maxWriteBatchSize: 100000,"
                    + " logicalSessionTimeoutMinutes: 30, minWireVersion: 0, maxWireVersion: 25, ok: 1}");
            if (replicaSet) {
                hello.putAll(BsonDocument.parse(
                        "{setName: 'rs0', setVersion: 1, secondary: false, hosts: ['%1$s'],".formatted(address())
                                + " primary: '%1$s', me: '%1$s'}".formatted(address())));
            }
            return hello;
        }
        commands.add(command);
        return script.apply(command);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            while (true) {
                ByteBuffer header = read(in, HEADER_BYTES);
                ByteBuffer body = read(in, header.getInt(0) - HEADER_BYTES);
                boolean query = header.getInt(12) == OP_QUERY;
                BsonDocument reply = reply(query ? queried(body) : messaged(body));
                write(client.getOutputStream(), header.getInt(4), query, bytes(reply));
            }
        } catch (IOException closed) {
            // The driver left.
        }
    }

    private static BsonDocument queried(ByteBuffer body) {
        body.position(4);
        while (body.get() != 0) {
            // The name of the collection.
        }
        body.position(body.position() + 8);
        return document(body);
    }

    private static BsonDocument messaged(ByteBuffer body) {
        body.position(4);
        BsonDocument command = new BsonDocument();
        while (body.hasRemaining()) {
            if (body.get() == 0) {
                command.putAll(document(body));
            } else {
                int end = body.position() + body.getInt(body.position());
                body.position(body.position() + 4);
                StringBuilder field = new StringBuilder();
                for (byte letter; (letter = body.get()) != 0; ) {
                    field.append((char) letter);
                }
                BsonArray documents = new BsonArray();
                while (body.position() < end) {
                    documents.add(document(body));
                }
                command.put(field.toString(), documents);
            }
        }
        return command;
    }

    private static BsonDocument document(ByteBuffer body) {
        byte[] bytes = new byte[body.getInt(body.position())];
        body.get(bytes);
        return new RawBsonDocument(bytes);
    }

    private static byte[] bytes(BsonDocument document) {
        BasicOutputBuffer buffer = new BasicOutputBuffer();
        new BsonDocumentCodec()
                .encode(
                        new BsonBinaryWriter(buffer),
                        document,
                        EncoderContext.builder().build());
        return buffer.toByteArray();
    }

    private static void write(OutputStream out, int responseTo, boolean query, byte[] document) throws IOException {
        int length = HEADER_BYTES + (query ? 20 : 5) + document.length;
        ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(length).putInt(0).putInt(responseTo).putInt(query ? OP_REPLY : OP_MSG);
        if (query) {
            message.putInt(0).putLong(0).putInt(0).putInt(1);
        } else {
            message.putInt(0).put((byte) 0);
        }
        out.write(message.put(document).array());
        out.flush();
    }

    private static ByteBuffer read(DataInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "scripted-mongo");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
