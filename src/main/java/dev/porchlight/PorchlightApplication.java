package dev.porchlight;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class PorchlightApplication {

    public static void main(String[] args) {
        SpringApplication.run(PorchlightApplication.class, args);
    }
}
