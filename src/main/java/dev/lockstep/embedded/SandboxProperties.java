package dev.lockstep.embedded;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The sandbox of Google's APIs inside the application.
 *
 * @param port where it listens, on this machine only ({@code LOCKSTEP_SANDBOX_PORT})
 */
@ConfigurationProperties("lockstep.sandbox")
record SandboxProperties(@DefaultValue("8090") int port) {}
