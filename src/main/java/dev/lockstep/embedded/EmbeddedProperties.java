package dev.lockstep.embedded;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The embedded PostgreSQL.
 *
 * @param port where it listens, on this machine only ({@code LOCKSTEP_EMBEDDED_PORT})
 * @param data the directory that keeps it, the sandbox's store and the lock of their owner
 */
@ConfigurationProperties("lockstep.embedded")
record EmbeddedProperties(@DefaultValue("5499") int port, @DefaultValue("data") Path data) {}
