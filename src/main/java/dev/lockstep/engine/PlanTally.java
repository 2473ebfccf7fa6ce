package dev.lockstep.engine;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Report;
import dev.lockstep.core.Situation;
import dev.lockstep.engine.PlannedRecord.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what is planned. */
final class PlanTally {

  private final Way toGoogle = new Way();
  private final Way fromGoogle = new Way();
  private final Map<Situation, Long> untouched = new EnumMap<>(Situation.class);
  private final List<Plan.Place> places = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long records;
  private long conflicts;
  private long waiting;
  private long routed;
  private long failing;

  private static final class Way {
    private long inserted;
    private long updated;
    private long deleted;
    private long fields;
    private long marked;
    private long held;

    void add(Change change) {
      if (change.held() != null) {
        held++;
        return;
      }
      switch (change.action()) {
        case NONE -> {}
        case INSERT -> inserted++;
        case UPDATE -> {
          updated++;
          fields += change.fields().size();
        }
        case DELETE -> deleted++;
        case MARK -> marked++;
      }
    }

    Plan.Counts counts() {
      return new Plan.Counts(inserted, updated, deleted, fields, marked, held);
    }
  }

  void add(PlannedRecord record) {
    records++;
    fromGoogle.add(record.row());
    toGoogle.add(record.remote());
    conflicts +=
        record.reports().stream()
                .anyMatch(
                    report ->
                        report.kind() == Report.Kind.CONFLICT
                            || report.kind() == Report.Kind.MERGE_REFUSED)
            ? 1
            : 0;
    waiting += record.waits() ? 1 : 0;
    routed += record.routes().isEmpty() ? 0 : 1;
    failing += record.problem() != null ? 1 : 0;
    if (record.row().action() == PlannedRecord.Action.NONE
        && record.remote().action() == PlannedRecord.Action.NONE) {
      untouched.merge(record.situation(), 1L, Long::sum);
    }
  }

  void looked(PartitionKey partition, @Nullable String failure) {
    places.add(new Plan.Place(partition, failure));
  }

  void note(String text) {
    if (!notes.contains(text)) {
      notes.add(text);
    }
  }

  long records() {
    return records;
  }

  Plan plan(String sync, Instant at) {
    return new Plan(
        sync,
        at,
        records,
        toGoogle.counts(),
        fromGoogle.counts(),
        conflicts,
        waiting,
        routed,
        failing,
        untouched,
        places,
        notes);
  }
}
