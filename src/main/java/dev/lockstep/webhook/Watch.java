package dev.lockstep.webhook;

import dev.lockstep.account.Account;
import dev.lockstep.account.Accounts;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.definition.SyncDefinition.Recipient;
import dev.lockstep.history.NoticeKind;
import dev.lockstep.queue.Partition;
import dev.lockstep.queue.Partitions;
import dev.lockstep.target.Spreadsheets;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is to have a channel, and who is to hear when one cannot. */
final class Watch {

  private final Supplier<? extends Collection<SyncDefinition>> running;
  private final Supplier<Partitions> partitions;
  private final Supplier<Spreadsheets> spreadsheets;
  private final Supplier<? extends Collection<Account>> accounts;

  Watch(
      Supplier<? extends Collection<SyncDefinition>> running,
      Supplier<Partitions> partitions,
      Supplier<Spreadsheets> spreadsheets,
      Supplier<? extends Collection<Account>> accounts) {
    this.running = running;
    this.partitions = partitions;
    this.spreadsheets = spreadsheets;
    this.accounts = accounts;
  }

  static Watch of(
      PushedSyncs syncs,
      Supplier<Partitions> partitions,
      Supplier<Spreadsheets> spreadsheets,
      Accounts accounts) {
    return new Watch(syncs::running, partitions, spreadsheets, accounts::all);
  }

  /**
   * Every calendar and every connected tab of a running sync whose account can be spoken for. Each
   * tab has a channel of its own, also where tabs share a spreadsheet.
   */
  Set<Watched> wanted() {
    Map<PartitionKey, String> connected = spreadsheets.get().connected();
    Set<String> owners =
        accounts.get().stream()
            .filter(account -> isReachable(account.status()))
            .map(Account::owner)
            .collect(Collectors.toSet());
    return running.get().stream()
        .flatMap(sync -> watched(sync, connected))
        .filter(watched -> owners.contains(watched.partition().account()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private Stream<Watched> watched(SyncDefinition sync, Map<PartitionKey, String> connected) {
    Stream<PartitionKey> keys = partitions.get().ofSync(sync.name()).stream().map(Partition::key);
    return switch (sync.target()) {
      case SyncDefinition.CalendarTarget calendar -> keys.map(Watched.Calendar::new);
      case SyncDefinition.SheetTarget sheet ->
          keys.filter(connected::containsKey).map(key -> new Watched.File(key, connected.get(key)));
      case SyncDefinition.FeedTarget feed -> Stream.empty();
    };
  }

  /** An admin always hears of a lost channel; the owner where the definition says so. */
  Set<Recipient> toldOfLoss(String sync) {
    Set<Recipient> told = EnumSet.of(Recipient.ADMIN);
    running.get().stream()
        .filter(definition -> definition.name().equals(sync))
        .map(SyncDefinition::notices)
        .map(Map::entrySet)
        .flatMap(Set::stream)
        .filter(notice -> NoticeKind.of(notice.getKey()) == NoticeKind.CHANNEL_LOST)
        .map(Map.Entry::getValue)
        .flatMap(List::stream)
        .forEach(told::add);
    return told;
  }

  private static boolean isReachable(Account.Status status) {
    return switch (status) {
      case ACTIVE, DELAYED -> true;
      case RECONNECT_REQUIRED, DISABLED, DISCONNECTED -> false;
    };
  }
}
