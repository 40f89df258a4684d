package dev.porchlight.cluster;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this process finds the others that share its store.
 *
 * @param redisUrl The Redis or Valkey through which several processes on one MongoDB reach each other's clients, such as
 *     {@code redis://:password@host:6379} or {@code rediss://…} for TLS. Nothing durable is kept there.
 * @param redisPrefix Begins the names of all channels and keys, for several Porchlights on one Redis.
 */
@ConfigurationProperties("porchlight")
record ClusterSettings(
        @DefaultValue("") String redisUrl,
        @DefaultValue("porchlight") String redisPrefix) {}
