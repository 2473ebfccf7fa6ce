package dev.lockstep.webhook;

import static dev.lockstep.history.HistoryEvent.Notice.ofPartition;

import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.google.Failures;
import dev.lockstep.history.History;
import dev.lockstep.history.HistoryEvent;
import dev.lockstep.history.NoticeKind;
import dev.lockstep.webhook.Channel.State;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.camel.Body;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/** Opens a channel: the row first, then Google, then what Google answered. */
public class ChannelOpening {

  private static final Logger LOG = LoggerFactory.getLogger(ChannelOpening.class);

  private final ChannelTable table;
  private final KnownChannels known;
  private final PullRequests pulls;
  private final History history;
  private final Watch watch;
  private final ChannelSettings settings;
  private final WebhookAddress address;
  private final TransactionOperations transaction;
  private final MeterRegistry metrics;
  private final Supplier<UUID> ids;
  private final RandomGenerator random;
  private final LongSupplier nanos;

  ChannelOpening(
      ChannelTable table,
      KnownChannels known,
      PullRequests pulls,
      History history,
      Watch watch,
      ChannelSettings settings,
      WebhookAddress address,
      TransactionOperations transaction,
      MeterRegistry metrics,
      Supplier<UUID> ids,
      RandomGenerator random,
      LongSupplier nanos) {
    this.table = table;
    this.known = known;
    this.pulls = pulls;
    this.history = history;
    this.watch = watch;
    this.settings = settings;
    this.address = address;
    this.transaction = transaction;
    this.metrics = metrics;
    this.ids = ids;
    this.random = random;
    this.nanos = nanos;
  }

  /** Commits the channel's row; null when another node was quicker. */
  public @Nullable Object register(@Body Object due) {
    ChannelStep.Open step = (ChannelStep.Open) due;
    Registration registration =
        new Registration(step, ids.get().toString(), Secret.draw(random), nanos.getAsLong());
    Boolean isOurs =
        transaction.execute(
            status ->
                table.register(
                    registration.id(),
                    step.watched(),
                    registration.secret().hash(),
                    step.plannedAt(),
                    settings.stuckAfter()));
    return Boolean.TRUE.equals(isOurs) ? registration : null;
  }

  /** What Google Calendar is asked for; a step of route `channel-watch-calendar`. */
  public Object describeCalendar(@Body Object registration) {
    return ((Registration) registration).onCalendar(address.calendar());
  }

  /** What Google Drive is asked for; a step of route `channel-watch-file`. */
  public Object describeFile(@Body Object registration) {
    return ((Registration) registration).onFile(address.drive(), settings.fileLife());
  }

  public void opened(@Body Object answer, @ExchangeProperty("registration") Object registered) {
    Registration registration = (Registration) registered;
    PartitionKey partition = registration.partition();
    Opened opened = Opened.of(answer);
    Instant expiresAt = opened.expiresAt();
    transaction.executeWithoutResult(
        status -> {
          table.opened(registration.id(), opened.resourceId(), expiresAt);
          history.write(attempt(registration, null));
        });
    known.forget(registration.id());
    String outcome = registration.step().afterGap() ? "opened" : "renewed";
    count(outcome);
    LOG.info(
        "channel={} {} partition={} expires={}", registration.id(), outcome, partition, expiresAt);
    if (registration.step().afterGap()) {
      pulls.request(new Verdict.Changed(partition, registration.id(), null));
    }
  }

  public void failed(
      @ExchangeException Exception thrown, @ExchangeProperty("registration") Object registered) {
    Registration registration = (Registration) registered;
    Failure failure = Failures.of(thrown);
    boolean isLost = registration.step().attempt() == settings.attempts();
    transaction.executeWithoutResult(
        status -> {
          table.enter(registration.id(), State.FAILED, failure.message());
          history.write(attempt(registration, failure));
          if (isLost && registration.step().afterGap()) {
            history.write(lost(registration.partition(), failure));
          }
        });
    known.forget(registration.id());
    count("failed");
    if (isLost && registration.step().afterGap()) {
      count("lost");
    }
    LOG.warn(
        "channel={} not opened partition={} attempt={} reason={} {}",
        registration.id(),
        registration.partition(),
        registration.step().attempt(),
        failure.reason(),
        failure.message());
  }

  private HistoryEvent lost(PartitionKey partition, Failure failure) {
    return ofPartition(
        NoticeKind.CHANNEL_LOST,
        partition,
        "Google opens no channel for %s (%s): its changes are found by polling"
            .formatted(partition, failure.message()),
        1,
        watch.toldOfLoss(partition.sync()));
  }

  private HistoryEvent attempt(Registration registration, @Nullable Failure failure) {
    return new HistoryEvent.Attempt(
        registration.partition(),
        null,
        registration.step().watched().watchMethod(),
        Duration.ofNanos(nanos.getAsLong() - registration.startedAt()),
        failure);
  }

  private void count(String outcome) {
    metrics.counter("lockstep.channel.renewals", "outcome", outcome).increment();
  }
}
