package dev.lockstep.core;

import dev.lockstep.core.Policies.GoogleDelete;
import dev.lockstep.core.Policies.SourceDelete;
import dev.lockstep.core.Report.Kind;
import dev.lockstep.core.TargetSide.Trait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What the rows of {@link Life}'s tables call for. */
record Steps(Rules rules, RecordState record) {

  /** A row that is sent for the first time. */
  Decision firstInsert(Link link) {
    return row().heldBack() ? nothing(Situation.HELD_BACK, link()) : insert(link);
  }

  Decision insert(Link link) {
    Fields fields = row().fields().only(flowing(Direction::toGoogle));
    if (fields.isEmpty()) {
      return nothing(Situation.NOTHING_FLOWS, link());
    }
    String refusal = rules.refusal().apply(fields);
    return refusal != null
        ? new Decision.Fail(Situation.NEW_ROW, Failure.permanent("refused", refusal), link())
        : write(Situation.NEW_ROW, ToSource.NOTHING, new ToTarget.Insert(fields), link);
  }

  /** A person deleted it there: the policy decides as if the row had no edit. */
  Decision deletedThere() {
    SourceSide.Row row = row();
    Report report =
        new Report(
            Kind.DELETED_AT_TARGET,
            Report.RECORD,
            row.fields(),
            Fields.EMPTY,
            null,
            givenUp(Side.TARGET));
    Fields fields = row.fields().with(asked(row.fields()));
    ToTarget again =
        record.target() instanceof TargetSide.Deleted tombstone
            ? new ToTarget.Revive(fields, tombstone.version())
            : new ToTarget.Insert(fields);
    return switch (googleDelete()) {
      case KEEP ->
          reporting(
              report,
              nothing(
                  Situation.TARGET_DELETED_ROW_STAYS,
                  link().detached(Link.Reason.DELETED_AT_TARGET)));
      case DELETE ->
          reporting(
              report.wonBy(Side.TARGET),
              write(Situation.TARGET_DELETED, new ToSource.Delete(), ToTarget.NOTHING, link()));
      case RECREATE ->
          // As under way, so that nobody takes it to be there before it is.
          reporting(
              report.as(record.restore() ? Kind.BROUGHT_BACK : Kind.UNDELETED).wonBy(Side.SOURCE),
              write(
                  Situation.TARGET_RECREATED,
                  update(asked(row.fields())),
                  again,
                  link().in(Link.State.SENDING)));
    };
  }

  private String givenUp(Side side) {
    return record.asked().givenUp() == side ? "the brake held that, and it was discarded" : "";
  }

  /** What a person wants back and the row does not show. */
  private Fields asked(Fields shown) {
    Fields version = record.asked().version();
    Fields expected = record.asked().expected();
    return version.only(
        name ->
            shown.has(name)
                && !shown.get(name).same(version.get(name))
                && (expected == null
                    || !expected.has(name)
                    || shown.get(name).same(expected.get(name))));
  }

  private static ToSource update(Fields fields) {
    return fields.isEmpty() ? ToSource.NOTHING : new ToSource.Update(fields);
  }

  /** A person wants a row back that has no event any more: as the row is, or was. */
  Decision beginsAgain() {
    return switch (record.source()) {
      case SourceSide.Row row -> {
        Fields asked = asked(row.fields());
        yield broughtBack(
            write(
                Situation.NEW_ROW,
                update(asked),
                new ToTarget.Insert(row.fields().with(asked)),
                asked.isEmpty() ? link().anew() : link()));
      }
      case SourceSide.Absent absent ->
          record.asked().version().isEmpty()
              ? Reports.telling(goneMeanwhile(), bothGone())
              : broughtBack(
                  write(
                      Situation.NEW_ROW,
                      new ToSource.Insert(record.asked().version()),
                      new ToTarget.Insert(record.asked().version()),
                      link().gone()));
      case SourceSide.Moved moved -> bothGone();
    };
  }

  /** The event was to tell what the row was, and went before it was read. */
  private static Report goneMeanwhile() {
    return new Report(
        Kind.NOT_BROUGHT_BACK,
        Report.RECORD,
        Fields.EMPTY,
        Fields.EMPTY,
        null,
        "it went on both sides meanwhile; asked back once more it is made from the history");
  }

  /** The row is gone, and comes back from what the event shows. */
  Decision backIntoRow() {
    TargetSide.Present there = present();
    Fields version = record.asked().version();
    Link next = here().agreedOn(link().bases(), new Link.Seen(there.fields(), there.updated()));
    List<Report> owed = new ArrayList<>();
    for (Unit unit : rules.units()) {
      if (unit.isKnownIn(version) && !unit.isSame(version, there.fields())) {
        owed.add(
            new Report(
                Kind.BROUGHT_BACK,
                unit.name(),
                Fields.EMPTY,
                unit.of(there.fields()),
                Side.SOURCE,
                ""));
      }
    }
    return broughtBack(
        write(
            Situation.NEW_AT_TARGET,
            new ToSource.Insert(there.fields().with(version)),
            ToTarget.NOTHING,
            next.withReported(owed)));
  }

  /** It was asked back, and is no longer what was asked for: it goes on as if nobody had asked. */
  Decision notBroughtBack() {
    return Reports.telling(
        new Report(Kind.NOT_BROUGHT_BACK, Report.RECORD, Fields.EMPTY, Fields.EMPTY, null, ""),
        new Life(rules, record.with(Asked.NOTHING)).decide());
  }

  private Decision broughtBack(Decision decision) {
    return reporting(
        new Report(Kind.BROUGHT_BACK, Report.RECORD, Fields.EMPTY, Fields.EMPTY, Side.SOURCE, ""),
        decision);
  }

  /** The policy, as far as the directions let it act. */
  private GoogleDelete googleDelete() {
    // A person gave the deletion up: the row stays.
    if (record.asked().givenUp() == Side.TARGET) {
      return GoogleDelete.KEEP;
    }
    if (record.restore()) {
      return rules.toGoogle() ? GoogleDelete.RECREATE : GoogleDelete.KEEP;
    }
    return switch (rules.policies().googleDelete()) {
      case KEEP -> GoogleDelete.KEEP;
      case DELETE -> rules.fromGoogle() ? GoogleDelete.DELETE : GoogleDelete.KEEP;
      case RECREATE -> rules.toGoogle() ? GoogleDelete.RECREATE : GoogleDelete.KEEP;
    };
  }

  Decision rowDeleted() {
    RecordMerge merge = merge();
    Bases bases = merge.recognised();
    Fields edits = changed(merge.r(), bases);
    Report report =
        new Report(
            Kind.DELETED_AT_SOURCE, Report.RECORD, Fields.EMPTY, edits, null, givenUp(Side.SOURCE));
    Decision staying =
        reporting(
            report,
            nothing(
                Situation.ROW_DELETED_TARGET_STAYS,
                here().detached(Link.Reason.DELETED_AT_SOURCE)));
    // By policy, or because nothing flows that way.
    if (rules.policies().sourceDelete() == SourceDelete.KEEP || !rules.toGoogle()) {
      return staying;
    }
    // A series is never ours to delete.
    if (isSeries()) {
      return staying;
    }
    // A person gave the deletion up.
    if (record.asked().givenUp() == Side.SOURCE) {
      return staying;
    }
    // Deleted here, but edited there, or never compared.
    boolean isEdited = edits.names().stream().anyMatch(flowing(Direction::fromGoogle));
    if (isEdited || bases.isEmpty()) {
      return staying;
    }
    // Deleted here, and as we left it there.
    Decision delete =
        write(
            Situation.ROW_DELETED, ToSource.NOTHING, new ToTarget.Delete(here().version()), here());
    return edits.isEmpty() ? delete : reporting(report.wonBy(Side.SOURCE), delete);
  }

  /** Edits there go into the row first, then it goes here; the row's new account gets its own. */
  Decision moved() {
    if (rules.policies().sourceDelete() == SourceDelete.KEEP || !rules.toGoogle() || isSeries()) {
      return rowDeleted();
    }
    Decision merged = merged();
    ToSource takes = merged instanceof Decision.Write write ? write.toSource() : ToSource.NOTHING;
    // A conflict waits for a person, and the move with it.
    boolean waits = merged.link().waits();
    if (waits && takes.equals(ToSource.NOTHING)) {
      return new Decision.Nothing(merged.situation(), merged.link(), merged.reports());
    }
    ToTarget delete = waits ? ToTarget.NOTHING : new ToTarget.Delete(merged.link().version());
    return new Decision.Write(Situation.ROW_MOVED, takes, delete, merged.link(), merged.reports());
  }

  /** Only single, ordinary, public events of the account's own, made since it was connected. */
  Decision takeUp() {
    boolean isWanted =
        rules.policies().googleCreate() == Policies.GoogleCreate.INSERT && present().isOrdinary();
    return isWanted ? intoRow() : nothing(Situation.NOT_TAKEN, link());
  }

  Decision intoRow() {
    TargetSide.Present there = present();
    Fields fields = there.fields().only(flowing(Direction::fromGoogle));
    Link next = here().agreedOn(link().bases(), new Link.Seen(there.fields(), there.updated()));
    return fields.isEmpty()
        ? nothing(Situation.NOTHING_FLOWS, link())
        : write(Situation.NEW_AT_TARGET, new ToSource.Insert(fields), ToTarget.NOTHING, next);
  }

  Decision becameRecurring() {
    return reporting(
        new Report(Kind.BECAME_RECURRING, Report.RECORD, Fields.EMPTY, Fields.EMPTY, null, ""),
        nothing(Situation.BECAME_RECURRING, here().detached(Link.Reason.RECURRING)));
  }

  Decision linkedAgain() {
    return reporting(
        new Report(Kind.LINKED_AGAIN, Report.RECORD, Fields.EMPTY, Fields.EMPTY, null, ""),
        as(Situation.LINKED_AGAIN, merged()));
  }

  Decision stays(Link.Reason reason) {
    return nothing(Situation.DETACHED, here().detached(reason));
  }

  Decision bothGone() {
    return nothing(Situation.BOTH_GONE, link().gone());
  }

  /** No event may be left behind that nobody owns. */
  Decision awaited() {
    return link().sending().isEmpty()
        ? nothing(Situation.AGREED, link().in(Link.State.NONE))
        : new Decision.Later(Situation.UNKNOWN_FATE, link());
  }

  boolean deleteIsUnderWay() {
    return link().sending().stream().anyMatch(a -> a.kind() == Attempt.Kind.DELETE);
  }

  Decision merged() {
    return seen(merge().decide());
  }

  RecordMerge merge() {
    Fields s =
        switch (record.source()) {
          case SourceSide.Row row -> row.fields();
          case SourceSide.Moved moved -> moved.fields();
          case SourceSide.Absent absent -> Fields.EMPTY;
        };
    Instant modified =
        switch (record.source()) {
          case SourceSide.Row row -> row.modified();
          case SourceSide.Moved moved -> moved.modified();
          case SourceSide.Absent absent -> null;
        };
    TargetSide.Present there = record.target() instanceof TargetSide.Present p ? p : null;
    return there != null
        ? new RecordMerge(
            rules,
            link().at(there.remoteId(), there.version()),
            s,
            modified,
            there.fields(),
            there.updated(),
            there.is(Trait.NUMBERED),
            record.asked())
        : new RecordMerge(
            rules,
            link(),
            s,
            modified,
            link().lastShown(),
            link().seen().updated(),
            false,
            record.asked());
  }

  /** The decision, forgetting attempts that what was read has overtaken. */
  Decision seen(Decision decision) {
    Link link = decision.link().withSending(here().sending());
    return switch (decision) {
      case Decision.Nothing nothing ->
          new Decision.Nothing(nothing.situation(), link, nothing.reports());
      case Decision.Write write ->
          new Decision.Write(
              write.situation(), write.toSource(), write.toTarget(), link, write.reports());
      case Decision.Look look -> look;
      case Decision.Later later -> later;
      case Decision.Fail fail -> fail;
    };
  }

  /**
   * The link with the version that was read. An attempt whose condition is another version can no
   * longer arrive, where the target holds conditions: what it did is in what was read, or never
   * happens.
   */
  private Link here() {
    if (!(record.target() instanceof TargetSide.Present there)) {
      return link();
    }
    List<Attempt> stillPossible =
        link().sending().stream()
            .filter(
                a ->
                    there.version() == null
                        || there.is(Trait.AWAITED)
                        || there.version().equals(a.version()))
            .toList();
    return link().at(there.remoteId(), there.version()).withSending(stillPossible);
  }

  /** What differs from its base; what never had one differs from blank. */
  /** What a person changed there of the fields that are ours to look at. */
  private Fields changed(Fields r, Bases bases) {
    return r.only(flowing(way -> true)).only(name -> !bases.target().get(name).same(r.get(name)));
  }

  private Predicate<String> flowing(Predicate<Direction> way) {
    Set<String> names = new LinkedHashSet<>();
    for (FieldRule field : rules.fields()) {
      if (way.test(field.direction())) {
        names.add(field.name());
      }
    }
    return names::contains;
  }

  static Decision as(Situation situation, Decision decision) {
    return switch (decision) {
      case Decision.Nothing nothing ->
          new Decision.Nothing(situation, nothing.link(), nothing.reports());
      case Decision.Write write ->
          new Decision.Write(
              situation, write.toSource(), write.toTarget(), write.link(), write.reports());
      case Decision.Look look -> look;
      case Decision.Later later -> later;
      case Decision.Fail fail -> fail;
    };
  }

  private Decision reporting(Report report, Decision decision) {
    return Reports.with(report, link(), decision);
  }

  static Decision nothing(Situation situation, Link link) {
    return new Decision.Nothing(situation, link, List.of());
  }

  private static Decision write(
      Situation situation, ToSource toSource, ToTarget toTarget, Link link) {
    return new Decision.Write(situation, toSource, toTarget, link, List.of());
  }

  private boolean isSeries() {
    return record.target() instanceof TargetSide.Present there && there.is(Trait.RECURRING);
  }

  private SourceSide.Row row() {
    return (SourceSide.Row) record.source();
  }

  private TargetSide.Present present() {
    return (TargetSide.Present) record.target();
  }

  private Link link() {
    return record.link();
  }
}
