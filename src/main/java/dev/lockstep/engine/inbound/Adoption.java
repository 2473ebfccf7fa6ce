package dev.lockstep.engine.inbound;

import dev.lockstep.core.Matching;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.engine.Chronicle;
import dev.lockstep.engine.SourceRows;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.engine.link.Mappings;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.history.History;
import dev.lockstep.source.RowReader;
import dev.lockstep.source.SourceTable;
import dev.lockstep.target.Remote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Existing events and existing rows that are the same thing (PROTOCOL 11.1): while everything is
 * listed for the first time, what has no link is kept back; once all is seen it is matched with the
 * rows that have none, one to one, before anything is written.
 */
@Component
class Adoption {

  private static final int PAGE = 1000;

  private final RowReader rows;
  private final Mappings mappings;
  private final History history;
  private final TransactionTemplate transaction;

  Adoption(RowReader rows, Mappings mappings, History history, TransactionTemplate transaction) {
    this.rows = rows;
    this.mappings = mappings;
    this.history = history;
    this.transaction = transaction;
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
        .toList();
  }

  /** By remote id the key of the row that it is; what could as well be it is reported. */
  Map<String, String> match(Pull pull, List<Remote> unlinked) {
    if (unlinked.isEmpty()) {
      return Map.of();
    }
    RunningSync sync = pull.sync();
    PartitionKey partition = pull.lease().partition();
    Matching matching =
        Matching.of(
            unlinkedRows(sync, partition),
            unlinked.stream()
                .map(remote -> new Matching.Candidate(remote.remoteId(), remote.fields()))
                .toList(),
            sync.definition().target().match(),
            sync.target()::normalise);
    report(sync, partition, matching.leftOver());
    Map<String, String> keys = new LinkedHashMap<>();
    matching.pairs().forEach(pair -> keys.put(pair.remoteId(), pair.key()));
    return keys;
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

  private void report(RunningSync sync, PartitionKey partition, Matching.LeftOver leftOver) {
    if (leftOver.rows().isEmpty() && leftOver.remotes().isEmpty()) {
      return;
    }
    Chronicle chronicle = new Chronicle(sync, partition);
    chronicle.notMatched(leftOver.rows(), leftOver.remotes());
    transaction.executeWithoutResult(status -> history.write(chronicle.lines()));
  }
}
