package dev.lockstep.api;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of the API; each node counts for itself.
 *
 * @param requestsPerMinute of one token; a tenth of them may come at once
 * @param failuresPerMinute calls without a good token from one address, all others are refused
 * @param longestBody bytes that a body may have
 */
@Validated
@ConfigurationProperties("lockstep.api")
record ApiSettings(
    @DefaultValue("1200") @Min(10) int requestsPerMinute,
    @DefaultValue("60") @Min(1) int failuresPerMinute,
    @DefaultValue("65536") @Min(1024) int longestBody) {}
