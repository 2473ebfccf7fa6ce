package dev.lockstep.target.sheet;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How sheets are looked at and written to.
 *
 * @param settle how long a row must look the same before it counts as new, or as gone
 * @param rest the shortest time between two flushes of one spreadsheet
 * @param readShare the part of an account's reads that looks may use
 * @param flushShare the part of an account's and the project's reads and writes that flushes may
 *     use
 */
@ConfigurationProperties("lockstep.sheets")
record SheetSettings(
    @DefaultValue("10s") Duration settle,
    @DefaultValue("2s") Duration rest,
    @DefaultValue("0.5") double readShare,
    @DefaultValue("0.5") double flushShare) {}
