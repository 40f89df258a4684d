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

    private static final int FAILED_START = 1;

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(CopyToMongodb.NAME)) {
            CopyToMongodb.run(args);
        } else if (args.length > 0 && args[0].equals(ResetPassword.NAME)) {
            System.exit(ResetPassword.run(System.out, System.err, args));
        } else {
            serve(args);
        }
    }

    private static void serve(String... args) {
        try {
            SpringApplication.run(PorchlightApplication.class, args);
        } catch (Throwable said) {
            // The log has it. Whatever threads a failed start has left must not keep the process.
            System.exit(FAILED_START);
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
