package dev.lockstep.history;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the history.
 *
 * @param keep how long lines are kept; days that lie wholly before it are dropped
 * @param ahead for how long ahead partitions are made
 * @param noticeQuiet how long a burst must be over before people hear of it
 * @param noticeLongest how long a burst may last before people hear of it all the same
 */
@ConfigurationProperties("lockstep.history")
record HistorySettings(
    @DefaultValue("30d") Duration keep,
    @DefaultValue("3d") Duration ahead,
    @DefaultValue("2s") Duration noticeQuiet,
    @DefaultValue("30s") Duration noticeLongest) {

  HistorySettings {
    if (keep.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException("lockstep.history.keep is " + keep + ", less than a day");
    }
  }
}
