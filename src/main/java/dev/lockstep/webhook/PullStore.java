package dev.lockstep.webhook;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.queue.Pulls;
import dev.lockstep.queue.Trigger;
import dev.lockstep.target.Spreadsheets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Keeps requests for pulls in the database and wakes a worker. */
public final class PullStore implements PullRequests.Store {

  private static final String WAKE =
      """
      SELECT lockstep.wake()
      """;

  /** What was put off together must not come together: notifications would wait meanwhile. */
  private static final Duration UNTIL_NEXT_LOOK = Duration.ofSeconds(2);

  private final ChannelTable channels;
  private final SignatureTable signatures;
  private final Supplier<Pulls> pulls;
  private final Supplier<Spreadsheets> spreadsheets;
  private final JdbcClient jdbc;
  private final TransactionOperations transaction;

  PullStore(
      ChannelTable channels,
      SignatureTable signatures,
      Supplier<Pulls> pulls,
      Supplier<Spreadsheets> spreadsheets,
      JdbcClient jdbc,
      TransactionOperations transaction) {
    this.channels = channels;
    this.signatures = signatures;
    this.pulls = pulls;
    this.spreadsheets = spreadsheets;
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  @Override
  public Map<String, Duration> store(
      Map<PartitionKey, Trigger> now, Set<String> later, Duration wait) {
    Map<String, Duration> left =
        transaction.execute(
            status -> {
              ask(now, Duration.ZERO);
              return later.isEmpty() ? Map.of() : channels.putOff(later, wait);
            });
    return left == null ? Map.of() : left;
  }

  /**
   * Asks for the pulls that a signed post calls for; its signature is remembered with them, so that
   * a post that could not be stored may come again.
   *
   * @return false where that signature was taken before
   * @throws PullNotStored when the database refused it
   */
  boolean askOnce(Verdict.Told told) {
    try {
      return Boolean.TRUE.equals(
          transaction.execute(
              status -> {
                boolean isFirst = signatures.remember(HexFormat.of().parseHex(told.signature()));
                if (isFirst) {
                  ask(alike(told.partitions(), Trigger.of(Trigger.By.SCRIPT)), Duration.ZERO);
                }
                return isFirst;
              }));
    } catch (RuntimeException e) {
      throw PullNotStored.refused(e);
    }
  }

  /** Pulls that were put off until now are asked for; a step of route `put-off-pulls`. */
  public void askPutOff() {
    transaction.executeWithoutResult(
        status ->
            ask(alike(channels.takePutOff(), Trigger.notification(null, null)), UNTIL_NEXT_LOOK));
  }

  private static Map<PartitionKey, Trigger> alike(Set<PartitionKey> partitions, Trigger why) {
    return partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> why));
  }

  private void ask(Map<PartitionKey, Trigger> wanted, Duration within) {
    if (!wanted.isEmpty()) {
      spreadsheets.get().heard(wanted.keySet());
      pulls.get().heard(wanted.keySet());
      pulls.get().ask(wanted, within);
      jdbc.sql(WAKE).query().singleRow();
    }
  }
}
