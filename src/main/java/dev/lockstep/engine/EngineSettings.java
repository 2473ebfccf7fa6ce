package dev.lockstep.engine;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the engine works.
 *
 * @param enabled whether this process works at all; off for commands that only look
 * @param workers how many partitions are worked on at once
 * @param lease how long a worker has a partition without renewing
 * @param keepGone how long the waiting work of a sync is kept whose definition is gone
 * @param conflictRouteLimit how long a route may take to decide a conflict before a person must
 * @param enrichRouteLimit how long a route may take over the rows of a batch that pass it
 */
@ConfigurationProperties("lockstep.engine")
public record EngineSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("16") int workers,
    @DefaultValue("60s") Duration lease,
    @DefaultValue("30d") Duration keepGone,
    @DefaultValue("30s") Duration conflictRouteLimit,
    @DefaultValue("30s") Duration enrichRouteLimit) {}
