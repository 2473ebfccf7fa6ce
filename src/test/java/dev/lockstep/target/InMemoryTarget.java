package dev.lockstep.target;

import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A target without a network: versions, tombstones, cursors and pages as a calendar has them, and a
 * person beside it who edits. Faults can be laid before the next calls.
 */
public final class InMemoryTarget implements Target {

  private final Map<PartitionKey, Map<String, Entry>> partitions = new LinkedHashMap<>();
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final String instance;
  private final int pageSize;
  private long counter = 1_000;
  private long oldestCursor;

  public InMemoryTarget(String instance, int pageSize) {
    this.instance = instance;
    this.pageSize = pageSize;
  }

  public static InMemoryTarget create() {
    return new InMemoryTarget("test-instance", 100);
  }

  /** What goes wrong at the next call. */
  public enum Fault {
    /** Nothing is applied, no answer comes. */
    DROP,
    /** The write is applied, no answer comes. */
    APPLY_THEN_DROP,
    /** Refused for the rate. */
    QUOTA
  }

  public synchronized void nextCall(Fault fault) {
    faults.add(fault);
  }

  /** How many calls were made: listings, reads and writes. */
  public int calls() {
    return calls.get();
  }

  /** A person makes a record. */
  public synchronized String create(PartitionKey partition, Fields fields) {
    String id = "person" + (++counter);
    put(partition, new Entry(id, normalise(fields), Set.of(), null, now(), ++counter));
    return id;
  }

  /** A person changes a record. */
  public synchronized void edit(PartitionKey partition, String remoteId, Fields changes) {
    Entry old = existing(partition, remoteId);
    put(
        partition,
        new Entry(
            remoteId,
            normalise(old.fields().with(changes)),
            old.traits(),
            old.stamp(),
            old.created(),
            ++counter));
  }

  /** A person deletes a record; a tombstone stays. */
  public synchronized void remove(PartitionKey partition, String remoteId) {
    Entry old = existing(partition, remoteId);
    put(partition, old.buried(++counter));
  }

  /** A person makes something special of it: a series, a private event. */
  public synchronized void mark(PartitionKey partition, String remoteId, Set<Remote.Trait> traits) {
    Entry old = existing(partition, remoteId);
    put(
        partition,
        new Entry(remoteId, old.fields(), traits, old.stamp(), old.created(), ++counter));
  }

  /** Cursors given so far are no longer good. */
  public synchronized void expireCursors() {
    oldestCursor = ++counter;
  }

  /** Everything alive, by id. */
  public synchronized Map<String, Fields> living(PartitionKey partition) {
    Map<String, Fields> living = new LinkedHashMap<>();
    entries(partition).values().stream()
        .filter(entry -> !entry.isDeleted())
        .forEach(entry -> living.put(entry.id(), entry.fields()));
    return living;
  }

  @Override
  public @Nullable Collection<String> fieldNames() {
    return null;
  }

  @Override
  public synchronized Page changes(
      PartitionKey partition, @Nullable String cursor, @Nullable String pageToken) {
    beforeReading();
    long since = cursor == null ? 0 : Long.parseLong(cursor);
    if (cursor != null && since < oldestCursor) {
      throw new CursorExpired("cursor " + cursor + " is too old", new IllegalStateException("410"));
    }
    int from = pageToken == null ? 0 : Integer.parseInt(pageToken);
    List<Remote> all =
        entries(partition).values().stream()
            .filter(entry -> entry.version() > since && (cursor != null || !entry.isDeleted()))
            .sorted(Comparator.comparingLong(Entry::version))
            .map(Entry::remote)
            .toList();
    int to = Math.min(all.size(), from + pageSize);
    boolean isLast = to == all.size();
    return new Page(
        all.subList(from, to),
        isLast ? null : String.valueOf(to),
        isLast ? String.valueOf(counter) : null);
  }

  @Override
  public synchronized Map<String, Remote> read(
      PartitionKey partition, Collection<String> remoteIds) {
    beforeReading();
    Map<String, Remote> found = new LinkedHashMap<>();
    for (String id : remoteIds) {
      Entry entry = entries(partition).get(id);
      if (entry != null) {
        found.put(id, entry.remote());
      }
    }
    return found;
  }

  @Override
  public synchronized List<Outcome> write(
      PartitionKey partition, List<Write> writes, Progress progress) {
    List<Outcome> outcomes = new ArrayList<>();
    Failure wider = null;
    for (Write write : writes) {
      if (wider != null) {
        outcomes.add(new Outcome.NotTried(write.key()));
        continue;
      }
      progress.beforeCall();
      calls.incrementAndGet();
      Fault fault = faults.poll();
      if (fault == null || fault == Fault.APPLY_THEN_DROP) {
        Outcome outcome = apply(partition, write);
        if (fault == null) {
          outcomes.add(outcome);
          continue;
        }
      }
      wider = failure(fault);
      outcomes.add(new Outcome.Failed(write.key(), wider, Duration.ZERO));
    }
    if (wider != null) {
      throw new TargetException(wider, outcomes, new IllegalStateException(wider.reason()));
    }
    return outcomes;
  }

  @Override
  public Fields normalise(Fields fields) {
    Map<String, Value> shown = new LinkedHashMap<>();
    fields
        .values()
        .forEach(
            (name, value) ->
                shown.put(
                    name,
                    value instanceof Value.Text text ? Value.text(trimmed(text.text())) : value));
    return new Fields(shown);
  }

  private static @Nullable String trimmed(String text) {
    return text.isBlank() ? null : text.strip();
  }

  @Override
  public @Nullable String refusal(Fields fields) {
    return fields.get("summary") instanceof Value.Text text && text.text().length() > 1024
        ? "the summary has " + text.text().length() + " characters, 1024 are kept"
        : null;
  }

  @Override
  public boolean stamps() {
    return true;
  }

  @Override
  public String remoteId(PartitionKey partition, String key, int incarnation) {
    return "r"
        + Objects.hash(instance, partition.sync(), partition.account(), key)
        + "n"
        + incarnation;
  }

  private Outcome apply(PartitionKey partition, Write write) {
    Entry present = entries(partition).get(write.remoteId());
    return switch (write) {
      case Write.Insert insert -> {
        if (present != null) {
          yield new Outcome.Exists(write.key(), present.remote());
        }
        yield written(
            partition, write, normalise(insert.fields()), Set.of(), now(), insert.writeNumber());
      }
      case Write.Patch patch -> {
        if (present == null) {
          yield new Outcome.Missing(write.key(), null);
        }
        if (present.isDeleted() || !present.isAt(patch.version())) {
          yield new Outcome.Stale(write.key(), present.remote());
        }
        yield written(
            partition,
            write,
            normalise(present.fields().with(patch.fields())),
            present.traits(),
            present.created(),
            patch.writeNumber());
      }
      case Write.Revive revive -> {
        if (present == null) {
          yield new Outcome.Missing(write.key(), null);
        }
        if (!present.isDeleted() || !present.isAt(revive.version())) {
          yield new Outcome.Stale(write.key(), present.remote());
        }
        yield written(
            partition,
            write,
            normalise(revive.fields()),
            Set.of(),
            present.created(),
            revive.writeNumber());
      }
      case Write.Delete delete -> {
        if (present == null || present.isDeleted()) {
          yield new Outcome.Deleted(write.key(), Duration.ZERO);
        }
        if (!present.isAt(delete.version())) {
          yield new Outcome.Stale(write.key(), present.remote());
        }
        put(partition, present.buried(++counter));
        yield new Outcome.Deleted(write.key(), Duration.ZERO);
      }
    };
  }

  private Outcome written(
      PartitionKey partition,
      Write write,
      Fields fields,
      Set<Remote.Trait> traits,
      Instant created,
      long writeNumber) {
    Entry entry =
        new Entry(
            write.remoteId(),
            fields,
            traits,
            new Remote.Stamp(
                instance,
                partition.sync(),
                Remote.Stamp.keyText(write.key()),
                write.remoteId(),
                writeNumber),
            created,
            ++counter);
    put(partition, entry);
    return new Outcome.Written(write.key(), entry.remote(), Duration.ZERO);
  }

  private void beforeReading() {
    calls.incrementAndGet();
    Fault fault = faults.poll();
    if (fault != null) {
      Failure failure = failure(fault);
      throw new TargetException(failure, List.of(), new IllegalStateException(failure.reason()));
    }
  }

  private static Failure failure(Fault fault) {
    return switch (fault) {
      case DROP, APPLY_THEN_DROP ->
          new Failure(
              Failure.Kind.TRANSIENT, Failure.Scope.PARTITION, "io", "the answer is lost", null);
      case QUOTA ->
          new Failure(
              Failure.Kind.QUOTA,
              Failure.Scope.ACCOUNT,
              "rateLimitExceeded",
              "too many calls",
              Duration.ofSeconds(1));
    };
  }

  private Map<String, Entry> entries(PartitionKey partition) {
    return partitions.computeIfAbsent(partition, p -> new LinkedHashMap<>());
  }

  private Entry existing(PartitionKey partition, String remoteId) {
    return Objects.requireNonNull(entries(partition).get(remoteId), remoteId);
  }

  private void put(PartitionKey partition, Entry entry) {
    entries(partition).put(entry.id(), entry);
  }

  private Instant now() {
    return Instant.ofEpochSecond(1_700_000_000L + counter);
  }

  private record Entry(
      String id,
      Fields fields,
      Set<Remote.Trait> traits,
      Remote.@Nullable Stamp stamp,
      Instant created,
      long version) {

    boolean isDeleted() {
      return traits.contains(Remote.Trait.DELETED);
    }

    boolean isAt(@Nullable String expected) {
      return expected == null || expected.equals(etag());
    }

    Entry buried(long at) {
      return new Entry(id, fields, Set.of(Remote.Trait.DELETED), stamp, created, at);
    }

    Remote remote() {
      return new Remote(
          id,
          etag(),
          Instant.ofEpochSecond(1_700_000_000L + version),
          created,
          traits,
          stamp,
          isDeleted() ? Fields.EMPTY : fields);
    }

    private String etag() {
      return "\"" + version + "\"";
    }
  }
}
