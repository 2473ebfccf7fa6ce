package dev.lockstep.webhook;

import dev.lockstep.account.Account;
import dev.lockstep.account.Accounts;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.definition.SyncDefinition.CalendarTarget;
import dev.lockstep.definition.SyncDefinition.Recipient;
import dev.lockstep.history.NoticeKind;
import dev.lockstep.queue.Partition;
import dev.lockstep.queue.Partitions;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Which partitions are to have a channel, and who is to hear when one cannot. */
final class Watch {

  private final Supplier<? extends Collection<SyncDefinition>> running;
  private final Supplier<Partitions> partitions;
  private final Supplier<? extends Collection<Account>> accounts;

  Watch(
      Supplier<? extends Collection<SyncDefinition>> running,
      Supplier<Partitions> partitions,
      Supplier<? extends Collection<Account>> accounts) {
    this.running = running;
    this.partitions = partitions;
    this.accounts = accounts;
  }

  static Watch of(PushedSyncs syncs, Supplier<Partitions> partitions, Accounts accounts) {
    return new Watch(syncs::running, partitions, accounts::all);
  }

  /** Every calendar of a running sync whose account can be spoken for. */
  Set<PartitionKey> wanted() {
    Set<String> owners =
        accounts.get().stream()
            .filter(account -> isReachable(account.status()))
            .map(Account::owner)
            .collect(Collectors.toSet());
    return running.get().stream()
        .filter(sync -> sync.target() instanceof CalendarTarget)
        .flatMap(sync -> partitions.get().ofSync(sync.name()).stream())
        .map(Partition::key)
        .filter(key -> owners.contains(key.account()))
        .collect(Collectors.toUnmodifiableSet());
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
