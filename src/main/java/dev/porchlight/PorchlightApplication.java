package dev.porchlight;

import dev.porchlight.command.Commands;
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
        Commands.run(
                        settings -> SpringApplication.run(PorchlightApplication.class, settings),
                        System.out,
                        System.err,
                        args)
                .ifPresent(System::exit);
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
