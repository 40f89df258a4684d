package dev.porchlight;

import dev.porchlight.command.CopyToMongodb;
import dev.porchlight.command.ResetPassword;
import dev.porchlight.pages.SocketPort;
import dev.porchlight.socket.SocketServer;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

@SpringBootApplication
@EnableScheduling
public class PorchlightApplication {

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(CopyToMongodb.NAME)) {
            CopyToMongodb.run(args);
        } else if (args.length > 0 && args[0].equals(ResetPassword.NAME)) {
            System.exit(ResetPassword.run(System.out, System.err, args));
        } else {
            SpringApplication.run(PorchlightApplication.class, args);
        }
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    SocketPort socketPort(SocketServer sockets) {
        return sockets::port;
    }
}
