package dev.lockstep.target.sheet;

import com.google.api.services.sheets.v4.model.NumberFormat;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import dev.lockstep.google.Api;
import dev.lockstep.google.Prepaid;
import dev.lockstep.google.RateLimits;
import dev.lockstep.mapping.CellForm;
import dev.lockstep.mapping.ConversionException;
import dev.lockstep.target.KnownRecord;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Remote;
import dev.lockstep.target.Target;
import dev.lockstep.target.Witness;
import dev.lockstep.target.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/** One turn of writing to a tab, in as many batches as refusals make necessary (PROTOCOL 7.1). */
final class SheetBatch {

  /** How many batches that were thought lost may arrive during one turn. */
  private static final int MOST_OVERTAKES = 5;

  private final SheetTarget target;
  private final TabShape shape;
  private final Map<String, NumberFormat> formats;
  private final SheetStore store;
  private final Turns turns;
  private final Flushes flushes;
  private final Remotes remotes;
  private final Witness witness;
  private final RateLimits limits;
  private final SheetTrouble trouble;
  private final PartitionKey partition;
  private final Tab tab;
  private final Target.Progress progress;
  private final Map<String, Outcome> outcomes;
  private @Nullable Instant now;
  private boolean isReadAgain;
  private int overtakes;

  SheetBatch(
      SheetTarget target,
      TabShape shape,
      Map<String, NumberFormat> formats,
      SheetStore store,
      Turns turns,
      Flushes flushes,
      Remotes remotes,
      Witness witness,
      RateLimits limits,
      SheetTrouble trouble,
      PartitionKey partition,
      Tab tab,
      Target.Progress progress,
      Map<String, Outcome> outcomes) {
    this.target = target;
    this.shape = shape;
    this.formats = formats;
    this.store = store;
    this.turns = turns;
    this.flushes = flushes;
    this.remotes = remotes;
    this.witness = witness;
    this.limits = limits;
    this.trouble = trouble;
    this.partition = partition;
    this.tab = tab;
    this.progress = progress;
    this.outcomes = outcomes;
  }

  void run(List<Write> writes) throws Exception {
    Turn turn = turns.enter(tab.spreadsheetId(), partition);
    Flush flush = flushes.of(partition, tab, shape, turn, progress);
    try {
      List<Write> cells = asCells(writes);
      Prepaid.call(
          limits,
          partition.account(),
          List.of(Api.SHEETS_READ, Api.SHEETS_WRITE),
          () -> {
            carry(flush, cells);
            return null;
          });
    } finally {
      turns.leave(flush.turn(), partition);
    }
  }

  private List<Write> asCells(List<Write> writes) {
    List<Write> cells = new ArrayList<>();
    for (Write write : writes) {
      try {
        cells.add(
            switch (write) {
              case Write.Insert w ->
                  new Write.Insert(w.key(), w.remoteId(), cells(w.fields()), w.writeNumber());
              case Write.Patch w ->
                  new Write.Patch(
                      w.key(), w.remoteId(), w.version(), cells(w.fields()), w.writeNumber());
              case Write.Revive w ->
                  new Write.Revive(
                      w.key(), w.remoteId(), w.version(), cells(w.fields()), w.writeNumber());
              case Write.Delete w -> w;
            });
      } catch (ConversionException e) {
        outcomes.put(
            write.key(),
            new Outcome.Failed(
                write.key(),
                Failure.permanent("conversion", String.valueOf(e.getMessage())),
                Duration.ZERO));
      }
    }
    return cells;
  }

  private Fields cells(Fields fields) {
    Map<String, Value> cells = new LinkedHashMap<>();
    fields.values().forEach((field, value) -> cells.put(field, CellForm.toCell(value, tab.zone())));
    return new Fields(cells);
  }

  private void carry(Flush flush, List<Write> writes) throws Exception {
    if (writes.isEmpty()) {
      return;
    }
    long began = System.nanoTime();
    Set<String> ids = new HashSet<>();
    writes.forEach(write -> ids.add(write.remoteId()));
    Block block = flush.read(ids, List.of());
    if (store.batches().isUnsettled(tab.spreadsheetId(), block.batch())) {
      flush.settle(block.batch());
      block = flush.read(ids, List.of());
    }
    store.batches().requireOurs(tab.spreadsheetId(), block.batch());
    now = store.now();
    Set<Remote.Trait> traits =
        Remotes.traits(store.batches().isAwaited(tab.spreadsheetId(), block.batch()));
    Planned planned =
        Planner.plan(
            shape,
            block,
            writes,
            (key, cells) -> remotes.of(partition, key, cells, Objects.requireNonNull(now), traits));
    outcomes.putAll(planned.settled());
    awayForNow(writes);
    if (planned.plan().isEmpty()) {
      return;
    }
    List<Write> sent =
        writes.stream().filter(write -> !planned.settled().containsKey(write.key())).toList();
    send(flush, block, planned, sent, began);
  }

  private void send(Flush flush, Block block, Planned planned, List<Write> sent, long began)
      throws Exception {
    List<String> inserted =
        sent.stream()
            .filter(write -> planned.after().containsKey(write.key()))
            .filter(write -> !block.rowsByKey().containsKey(write.remoteId()))
            .map(Write::key)
            .toList();
    Flush.Done done;
    try {
      done = flush.send(planned.plan(), block.columns(), inserted, formats);
    } catch (BatchOvertaken overtaken) {
      if (++overtakes > MOST_OVERTAKES) {
        throw new TabFault("overtaken", String.valueOf(overtaken.getMessage()), overtaken);
      }
      carry(flush, sent);
      return;
    } catch (BatchRefused refusal) {
      if (!isReadAgain && !refusal.isFull()) {
        isReadAgain = true; // Somebody may just have taken rows or columns away.
        carry(flush, sent);
      } else {
        refused(flush, sent, inserted, refusal);
      }
      return;
    } catch (BatchUnjudged unjudged) {
      throw ofUnknownFate(sent, unjudged.why());
    } catch (Exception e) {
      throw SheetTrouble.isUnanswered(e) ? ofUnknownFate(sent, e) : e;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Map<String, Remote> present = present(sent, done);
    for (Write write : sent) {
      outcomes.put(write.key(), outcome(write, planned, done, present, took));
    }
  }

  private Map<String, Remote> present(List<Write> sent, Flush.Done done) throws Exception {
    if (done.hit().isEmpty()) {
      return Map.of();
    }
    try {
      return target.read(partition, idsOf(sent, done.hit()));
    } catch (Exception e) {
      throw ofUnknownFate(sent, e);
    }
  }

  /**
   * The batch was carried out, or may have been: none of its writes may count as never tried, for
   * its values would be taken for a person's.
   */
  private Exception ofUnknownFate(List<Write> sent, Exception e) {
    Failure failure = failure(e);
    sent.forEach(
        write ->
            outcomes.put(write.key(), new Outcome.Failed(write.key(), failure, Duration.ZERO)));
    return e;
  }

  /** What is noted of it in the database may be lost; that it went wrong may not. */
  private Failure failure(Exception e) {
    try {
      return trouble.wider(partition, e).failure();
    } catch (DataAccessException away) {
      e.addSuppressed(away);
      return new Failure(
          Failure.Kind.TRANSIENT,
          Failure.Scope.PARTITION,
          Failure.UNEXPECTED,
          String.valueOf(e.getMessage()),
          null);
    }
  }

  private Outcome outcome(
      Write write, Planned planned, Flush.Done done, Map<String, Remote> present, Duration took) {
    if (done.hit().contains(write.key())) {
      Remote there = present.get(write.remoteId());
      return there == null
          ? new Outcome.Missing(write.key(), null)
          : new Outcome.Stale(write.key(), there);
    }
    return write instanceof Write.Delete
        ? new Outcome.Deleted(write.key(), took)
        : new Outcome.Written(
            write.key(),
            remotes.of(
                partition,
                write.remoteId(),
                planned.after().get(write.key()),
                Objects.requireNonNull(now),
                EnumSet.of(Remote.Trait.KEYED)),
            took,
            planned.kept().getOrDefault(write.key(), Map.of()));
  }

  private static List<String> idsOf(List<Write> writes, Set<String> keys) {
    return writes.stream()
        .filter(write -> keys.contains(write.key()))
        .map(Write::remoteId)
        .toList();
  }

  /** Only the bad record is parked: the others go again without it. */
  private void refused(Flush flush, List<Write> sent, List<String> inserted, BatchRefused refusal)
      throws Exception {
    if (refusal.isFull()) {
      full(flush, sent, inserted, refusal);
      return;
    }
    List<String> culprits = refusal.culprits();
    if (culprits.size() == 1 || sent.size() == 1) {
      String culprit = culprits.size() == 1 ? culprits.getFirst() : sent.getFirst().key();
      outcomes.put(
          culprit,
          new Outcome.Failed(
              culprit,
              Failure.permanent("refused", String.valueOf(refusal.getMessage())),
              Duration.ZERO));
      carry(flush, sent.stream().filter(write -> !write.key().equals(culprit)).toList());
      return;
    }
    List<Write> first =
        culprits.isEmpty()
            ? sent.subList(0, sent.size() / 2)
            : sent.stream().filter(write -> !culprits.contains(write.key())).toList();
    List<Write> rest = sent.stream().filter(write -> !first.contains(write)).toList();
    if (first.isEmpty()) {
      carry(flush, rest.subList(0, rest.size() / 2));
      carry(flush, rest.subList(rest.size() / 2, rest.size()));
    } else {
      carry(flush, first);
      carry(flush, rest);
    }
  }

  /** New rows wait for room; what needs none goes again without them. */
  private void full(Flush flush, List<Write> sent, List<String> inserted, BatchRefused refusal)
      throws Exception {
    String reason = "tab '%s': %s".formatted(tab.title(), refusal.getMessage());
    if (inserted.isEmpty()) {
      throw new TabFault("full", reason, refusal);
    }
    for (String key : inserted) {
      outcomes.put(key, new Outcome.Failed(key, Failure.permanent("full", reason), Duration.ZERO));
    }
    carry(flush, sent.stream().filter(write -> !inserted.contains(write.key())).toList());
  }

  /** A row that is not there does not count as deleted before two looks have lacked it. */
  private void awayForNow(List<Write> writes) {
    List<Write> missing =
        writes.stream()
            .filter(write -> outcomes.get(write.key()) instanceof Outcome.Missing)
            .toList();
    if (missing.isEmpty()) {
      return;
    }
    Map<String, KnownRecord> known = witness.known(partition);
    Map<String, Sighting> sightings = store.sightings().of(partition);
    for (Write write : missing) {
      String id = write.remoteId();
      Remote away =
          remotes.ofRows(
              partition,
              id,
              Set.of(),
              List.of(),
              known.get(id),
              sightings,
              Objects.requireNonNull(now));
      if (away != null) {
        outcomes.put(write.key(), new Outcome.Stale(write.key(), away));
      }
    }
  }
}
