package dev.lockstep.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One record on two sides in memory, and an engine that carries out decisions and can be killed
 * between call and commit. The target trims text and checks versions; the source lowers the case of
 * `upper`.
 */
final class World {

  /** Where a pass is killed. */
  enum Kill {
    NOWHERE,
    BEFORE_CALL,
    BEFORE_COMMIT
  }

  final Rules rules;
  final List<Report> history = new ArrayList<>();
  private final Set<String> made = new java.util.HashSet<>();
  @Nullable Fields row;
  Instant modified = Instant.EPOCH;
  @Nullable Fields event;
  Instant updated = Instant.EPOCH;
  boolean tombstone;
  @Nullable String eventId;
  Link link = Link.NONE;
  int writes;
  private int calls;
  private int mark;
  int inserts;
  private int version;
  private Instant now = Instant.EPOCH;

  World(Rules rules) {
    this.rules = rules;
  }

  /** As a calendar shows it. */
  static Fields shown(Fields fields) {
    Fields shown = fields;
    for (String name : fields.names()) {
      if (fields.get(name) instanceof Value.Text text) {
        shown = shown.with(name, new Value.Text(text.text().strip()));
      }
    }
    return shown;
  }

  void rowIs(Fields fields) {
    // A new row has all its columns.
    row = (row == null ? blank() : row).with(fields);
    modified = tick();
  }

  void rowGoes() {
    row = null;
  }

  void eventIs(Fields fields) {
    if (event != null) {
      event = event.with(fields);
      version++;
      updated = tick();
    }
  }

  void eventGoes() {
    if (event != null) {
      event = null;
      tombstone = true;
      version++;
    }
  }

  Instant tick() {
    now = now.plusSeconds(1);
    return now;
  }

  TargetSide read() {
    if (event != null) {
      return new TargetSide.Present(
          event, updated, "v" + version, id(), Set.of(TargetSide.Trait.NUMBERED));
    }
    return tombstone && id().equals(eventId)
        ? new TargetSide.Deleted("v" + version)
        : TargetSide.ABSENT;
  }

  private String id() {
    return eventId == null ? "id" + link.incarnation() : eventId;
  }

  RecordState state(TargetSide target) {
    SourceSide source = row == null ? SourceSide.ABSENT : new SourceSide.Row(row, modified, false);
    return new RecordState(arrived(target), source, target, Map.of(), false);
  }

  /** The link, as what was read tells of the last call: each leaves its number on the record. */
  private Link arrived(TargetSide target) {
    boolean hasArrived =
        target instanceof TargetSide.Present
            && mark == calls
            && !link.sending().isEmpty()
            && link.sending().getLast().kind() != Attempt.Kind.DELETE;
    return hasArrived ? Outcomes.arrived(rules, link, List.of(link.sending().getLast())) : link;
  }

  /** A pass that knows of the row's change only. */
  void outbound(Kill kill) {
    pass(TargetSide.UNREAD, kill, true);
  }

  /** A pass that knows what the target shows, and leaves its writes there to the outbound one. */
  void inbound() {
    pass(read(), Kill.NOWHERE, false);
  }

  private void pass(TargetSide seen, Kill kill, boolean sends) {
    TargetSide target = seen;
    for (int round = 0; round < 6; round++) {
      switch (Merge.decide(rules, state(target))) {
        case Decision.Look look -> target = read();
        case Decision.Later later -> {
          link = link.forgetting(Instant.MAX);
          return;
        }
        case Decision.Fail fail -> throw new AssertionError(fail);
        case Decision.Nothing nothing -> {
          store(nothing.link(), nothing.reports());
          return;
        }
        case Decision.Write write -> {
          Link next = write(write.toSource(), write.link());
          store(next, write.reports());
          if (!sends || write.toTarget() instanceof ToTarget.Nothing) {
            return;
          }
          TargetSide met = call(write.toTarget(), kill);
          if (met == null) {
            return;
          }
          target = met;
        }
      }
    }
    throw new AssertionError("a pass does not end: " + link);
  }

  private void store(Link next, List<Report> reports) {
    link = next;
    history.addAll(reports);
  }

  private Link write(ToSource toSource, Link next) {
    return switch (toSource) {
      case ToSource.Nothing nothing -> next;
      case ToSource.Delete delete -> {
        writes++;
        row = null;
        yield Outcomes.rowDeleted(next);
      }
      case ToSource.Insert insert -> taken(insert.fields(), next);
      case ToSource.Update update -> taken(update.fields(), next);
    };
  }

  private Link taken(Fields fields, Link next) {
    writes++;
    Fields stored = fields;
    if (fields.get("upper") instanceof Value.Text text) {
      stored = stored.with("upper", new Value.Text(text.text().toLowerCase()));
    }
    row = row == null ? stored : row.with(stored);
    modified = tick();
    return Outcomes.taken(rules, next, fields, row, fields).link();
  }

  /** What the call met if it could not be done; null where the pass ends. */
  private @Nullable TargetSide call(ToTarget write, Kill kill) {
    Attempt attempt = attempt(write);
    link = Outcomes.intended(link, attempt);
    calls++;
    if (kill == Kill.BEFORE_CALL) {
      return null;
    }
    boolean fits =
        switch (write) {
          case ToTarget.Nothing nothing -> true;
          case ToTarget.Insert insert -> event == null && !made.contains(attempt.remoteId());
          case ToTarget.Patch patch -> event != null && ("v" + version).equals(patch.version());
          case ToTarget.Revive revive -> event == null && ("v" + version).equals(revive.version());
          case ToTarget.Delete delete -> event != null && ("v" + version).equals(delete.version());
        };
    if (!fits) {
      if (write instanceof ToTarget.Insert && event == null) {
        eventId = attempt.remoteId();
        tombstone = true;
      }
      link = Outcomes.notDone(link, attempt);
      return read();
    }
    writes++;
    version++;
    mark = calls;
    switch (write) {
      case ToTarget.Nothing nothing -> {}
      case ToTarget.Delete delete -> {
        event = null;
        tombstone = true;
      }
      case ToTarget.Insert insert -> {
        inserts++;
        made.add(attempt.remoteId());
        eventId = attempt.remoteId();
        tombstone = false;
        event = blank().with(shown(insert.fields()));
      }
      case ToTarget.Patch patch -> event = event.with(shown(patch.fields()));
      case ToTarget.Revive revive -> event = blank().with(shown(revive.fields()));
    }
    updated = tick();
    if (kill == Kill.BEFORE_COMMIT) {
      return null;
    }
    if (write instanceof ToTarget.Delete) {
      link = Outcomes.deletedAtTarget(link);
    } else {
      link = Outcomes.sent(rules, link, attempt.fields(), (TargetSide.Present) read()).link();
    }
    return null;
  }

  private Fields blank() {
    Fields blank = Fields.EMPTY;
    for (FieldRule field : rules.fields()) {
      blank = blank.with(field.name(), Value.NULL);
    }
    return blank;
  }

  private Attempt attempt(ToTarget write) {
    Instant at = tick();
    return switch (write) {
      case ToTarget.Nothing nothing -> throw new AssertionError();
      case ToTarget.Insert insert ->
          new Attempt(Attempt.Kind.INSERT, insert.fields(), "id" + link.incarnation(), null, at);
      case ToTarget.Patch patch ->
          new Attempt(Attempt.Kind.PATCH, patch.fields(), id(), patch.version(), at);
      case ToTarget.Revive revive ->
          new Attempt(Attempt.Kind.REVIVE, revive.fields(), id(), revive.version(), at);
      case ToTarget.Delete delete ->
          new Attempt(Attempt.Kind.DELETE, Fields.EMPTY, id(), delete.version(), at);
    };
  }

  /** Both passes in turn until neither writes any more. */
  void settle() {
    for (int cycle = 0; cycle < 8; cycle++) {
      int before = writes;
      inbound();
      outbound(Kill.NOWHERE);
      if (writes == before) {
        return;
      }
    }
    throw new AssertionError("never quiet: row " + row + ", event " + event + ", " + link);
  }
}
