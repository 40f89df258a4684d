package dev.porchlight.delivery;

import dev.porchlight.PorchlightApplication;
import dev.porchlight.socket.SocketServer;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.StringUtils;

/** One of several Porchlights on one store. They share this process and nothing else. */
record Node(ConfigurableApplicationContext application) implements AutoCloseable {

    static Node start(String mongodbUri, String... settings) {
        String[] all = {
            "--server.port=0",
            "--porchlight.socket.port=0",
            "--porchlight.limits.exempt=127.0.0.0/8,::1",
            "--porchlight.mongodb-uri=" + mongodbUri
        };
        return new Node(new SpringApplicationBuilder(PorchlightApplication.class)
                .run(StringUtils.concatenateStringArrays(all, settings)));
    }

    int restPort() {
        return ((WebServerApplicationContext) application).getWebServer().getPort();
    }

    int socketPort() {
        return application.getBean(SocketServer.class).port();
    }

    @Override
    public void close() {
        application.close();
    }
}
