package dev.lockstep.engine.inbound;

import dev.lockstep.account.Account;
import dev.lockstep.account.Accounts;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Matching;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Policies;
import dev.lockstep.core.TargetSide;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.Chronicle;
import dev.lockstep.engine.InstanceGuard;
import dev.lockstep.engine.SourceRows;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.engine.link.Mappings;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Sides;
import dev.lockstep.history.History;
import dev.lockstep.mapping.ConversionException;
import dev.lockstep.source.RowReader;
import dev.lockstep.source.SourceTable;
import dev.lockstep.target.Remote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Existing events and existing rows that are the same thing (PROTOCOL 11.1): while everything is
 * listed for the first time, what has no link is kept back; once all is seen it is matched with the
 * rows that have none, one to one, before anything is written.
 *
 * <p>A sync that never writes to Google leaves no stamps from which lost mappings could be rebuilt:
 * there each listing of everything is matched, by the values that flow.
 */
@Component
class Adoption {

  private static final int PAGE = 1000;

  private final RowReader rows;
  private final Mappings mappings;
  private final Accounts accounts;
  private final InstanceGuard instance;
  private final History history;
  private final TransactionTemplate transaction;

  Adoption(
      RowReader rows,
      Mappings mappings,
      Accounts accounts,
      InstanceGuard instance,
      History history,
      TransactionTemplate transaction) {
    this.rows = rows;
    this.mappings = mappings;
    this.accounts = accounts;
    this.instance = instance;
    this.history = history;
    this.transaction = transaction;
  }

  /** What a listing of everything begins to keep back with: null where it keeps nothing back. */
  @Nullable List<Remote> keptBack(RunningSync sync, boolean isFirst) {
    boolean isMatched = isFirst && !sync.definition().target().match().isEmpty();
    return isMatched || leavesNoStamps(sync) ? List.of() : null;
  }

  private static boolean leavesNoStamps(RunningSync sync) {
    return sync.isCalendar()
        && sync.definition().policies().googleCreate() == Policies.GoogleCreate.INSERT
        && sync.definition().fields().stream().noneMatch(field -> field.direction().toGoogle());
  }

  /** What of a page may be an existing row's event; empty where nothing is matched. */
  List<Remote> unlinked(Pull pull, List<Remote> page) {
    if (pull.unlinked() == null) {
      return List.of();
    }
    PartitionKey partition = pull.lease().partition();
    Set<String> linked =
        mappings
            .findByRemoteId(
                partition.sync(), partition.account(), page.stream().map(Remote::remoteId).toList())
            .keySet();
    return page.stream()
        .filter(remote -> remote.stamp() == null && !linked.contains(remote.remoteId()))
        .filter(
            remote ->
                !remote.is(Remote.Trait.DELETED)
                    && !remote.is(Remote.Trait.RECURRING)
                    && !remote.is(Remote.Trait.EXCEPTION)
                    && !remote.is(Remote.Trait.SPECIAL))
        .filter(couldBe(pull))
        .toList();
  }

  /** Without fields to match by, only what a row would have been made of. */
  private Predicate<Remote> couldBe(Pull pull) {
    if (!pull.sync().definition().target().match().isEmpty()) {
      return remote -> true;
    }
    @Nullable Instant connected =
        accounts.find(pull.lease().partition().account()).map(Account::firstConnected).orElse(null);
    return remote ->
        Sides.target(remote, instance.id(), "", connected) instanceof TargetSide.Present there
            && there.isOrdinary();
  }

  /**
   * What was recognised.
   *
   * @param keys by remote id the key of the row that it is
   * @param leftOver what could as well be it: people are told of these
   */
  record Matched(Map<String, String> keys, Matching.LeftOver leftOver) {
    static final Matched NOTHING =
        new Matched(Map.of(), new Matching.LeftOver(List.of(), List.of()));
  }

  /** Which of these are existing rows. */
  Matched match(Pull pull, List<Remote> unlinked) {
    if (unlinked.isEmpty()) {
      return Matched.NOTHING;
    }
    RunningSync sync = pull.sync();
    PartitionKey partition = pull.lease().partition();
    List<String> match = sync.definition().target().match();
    Matching matching =
        match.isEmpty()
            ? byEveryField(sync, unlinkedRows(sync, partition), unlinked)
            : Matching.of(
                unlinkedRows(sync, partition),
                unlinked.stream()
                    .map(remote -> new Matching.Candidate(remote.remoteId(), remote.fields()))
                    .toList(),
                match,
                sync.target()::normalise);
    Map<String, String> keys = new LinkedHashMap<>();
    matching.pairs().forEach(pair -> keys.put(pair.remoteId(), pair.key()));
    return new Matched(keys, matching.leftOver());
  }

  /** By all that flows, as it stands in a row that was made of the event. */
  private static Matching byEveryField(
      RunningSync sync, List<Matching.Candidate> free, List<Remote> unlinked) {
    List<String> flowing =
        sync.definition().fields().stream()
            .filter(field -> field.direction().fromGoogle())
            .map(SyncDefinition.Field::name)
            .toList();
    List<Matching.Candidate> remotes = new ArrayList<>();
    for (Remote remote : unlinked) {
      try {
        Fields row = sync.fieldMap().asWritten(remote.fields().only(flowing::contains));
        remotes.add(new Matching.Candidate(remote.remoteId(), row));
      } catch (ConversionException e) {
        // No row can hold it, so none was made of it; the merge will say what is wrong.
        continue;
      }
    }
    return Matching.of(free, remotes, flowing, UnaryOperator.identity());
  }

  private List<Matching.Candidate> unlinkedRows(RunningSync sync, PartitionKey partition) {
    SourceTable source = sync.sourceOf(partition);
    List<Matching.Candidate> candidates = new ArrayList<>();
    @Nullable String after = null;
    List<String> keys;
    do {
      keys = rows.keys(source, after, PAGE);
      Map<String, Mapping> linked =
          new HashMap<>(mappings.find(partition.sync(), partition.account(), keys));
      List<String> free = keys.stream().filter(key -> !linked.containsKey(key)).toList();
      SourceRows.read(free, some -> rows.read(source, some))
          .rows()
          .forEach(
              (key, row) ->
                  candidates.add(
                      new Matching.Candidate(key, sync.columnMap().toFields(row.row(), Map.of()))));
      after = keys.isEmpty() ? null : keys.getLast();
    } while (keys.size() == PAGE);
    return candidates;
  }

  void report(Pull pull, Matching.LeftOver leftOver) {
    if (leftOver.rows().isEmpty() && leftOver.remotes().isEmpty()) {
      return;
    }
    Chronicle chronicle = new Chronicle(pull.sync(), pull.lease().partition(), pull.id());
    chronicle.notMatched(leftOver.rows(), leftOver.remotes());
    transaction.executeWithoutResult(status -> history.write(chronicle.lines()));
  }
}
