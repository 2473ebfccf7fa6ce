package dev.lockstep.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Policies.GoogleCreate;
import dev.lockstep.core.Policies.GoogleDelete;
import dev.lockstep.core.Policies.OneWayEdits;
import dev.lockstep.core.Policies.Rows;
import dev.lockstep.core.Policies.SourceDelete;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Random lives of one record, with passes killed between call and commit. */
class ConvergenceProperties {

  /** What may happen to a record. */
  sealed interface Step {
    record EditRow(String field) implements Step {}

    record EditEvent(String field) implements Step {}

    /** The row is given what the event shows, with a rendering that differs. */
    record CopyToRow(String field) implements Step {}

    record DeleteRow() implements Step {}

    record DeleteEvent() implements Step {}

    record Outbound(World.Kill kill) implements Step {}

    record Inbound() implements Step {}
  }

  private static final List<String> NAMES = List.of("a", "b", "out", "in", "upper");

  @Provide
  Arbitrary<List<Step>> edits() {
    return step(false).list().ofMaxSize(14);
  }

  @Provide
  Arbitrary<List<Step>> lives() {
    return step(true).list().ofMaxSize(14);
  }

  private static Arbitrary<Step> step(boolean deletes) {
    Arbitrary<String> field = Arbitraries.of(NAMES);
    Arbitrary<Step> edits =
        Arbitraries.oneOf(
            List.of(
                field.map(Step.EditRow::new),
                field.map(Step.EditEvent::new),
                field.map(Step.CopyToRow::new),
                Arbitraries.of(World.Kill.class).map(Step.Outbound::new),
                Arbitraries.just(new Step.Inbound())));
    return deletes
        ? Arbitraries.frequencyOf(
            Tuple.of(8, edits),
            Tuple.of(1, Arbitraries.just(new Step.DeleteRow())),
            Tuple.of(1, Arbitraries.just(new Step.DeleteEvent())))
        : edits;
  }

  @Provide
  Arbitrary<Rules> rules() {
    return Combinators.combine(
            Arbitraries.of(ConflictPolicy.class),
            Arbitraries.of(SourceDelete.class),
            Arbitraries.of(GoogleDelete.class),
            Arbitraries.of(OneWayEdits.class))
        .as(
            (conflict, sourceDelete, googleDelete, oneWayEdits) ->
                new Rules(
                    List.of(
                        FieldRule.of("a", Direction.BOTH, conflict),
                        FieldRule.of("b", Direction.BOTH, conflict),
                        FieldRule.of("out", Direction.TO_GOOGLE, conflict),
                        FieldRule.of("in", Direction.FROM_GOOGLE, conflict),
                        FieldRule.of("upper", Direction.BOTH, conflict)),
                    new Policies(
                        sourceDelete, googleDelete, GoogleCreate.IGNORE, oneWayEdits, Rows.ALL),
                    World::shown,
                    values -> null,
                    values -> false));
  }

  @Property(tries = 1500)
  void bothSidesAgreeOnceEditsStop(@ForAll("rules") Rules rules, @ForAll("edits") List<Step> life) {
    World world = linked(rules);
    new Person(world).does(life);
    world.settle();
    assertThat(world.inserts).isEqualTo(1);
    boolean waits = world.link.state() == Link.State.CONFLICT;
    for (String name : List.of("a", "b", "upper")) {
      boolean isWaiting =
          world.link.reported().stream().anyMatch(r -> r.unit().equals(name) && r.waits());
      if (!isWaiting) {
        assertThat(World.shown(world.row).get(name)).as(name).isEqualTo(world.event.get(name));
      }
    }
    if (rules.policies().oneWayEdits() == OneWayEdits.RESTORE) {
      assertThat(World.shown(world.row).get("out")).isEqualTo(world.event.get("out"));
    }
    assertThat(waits).isEqualTo(world.link.waits());
  }

  @Property(tries = 5000)
  void nothingThatLostIsGone(@ForAll("rules") Rules rules, @ForAll("lives") List<Step> life) {
    World world = linked(rules);
    Person person = new Person(world);
    person.does(life);
    world.settle();
    person.rowEdits.forEach(
        (name, value) ->
            assertThat(isKept(world, name, value)).as("row's %s = %s", name, value).isTrue());
    person.eventEdits.forEach(
        (name, value) ->
            assertThat(isKept(world, name, value)).as("event's %s = %s", name, value).isTrue());
  }

  @Property(tries = 1000)
  void aSettledRecordIsLeftAlone(@ForAll("rules") Rules rules, @ForAll("lives") List<Step> life) {
    World world = linked(rules);
    new Person(world).does(life);
    world.settle();
    int writes = world.writes;
    int told = world.history.size();
    for (int cycle = 0; cycle < 2; cycle++) {
      world.inbound();
      world.outbound(World.Kill.NOWHERE);
    }
    assertThat(world.writes).isEqualTo(writes);
    assertThat(world.history).hasSize(told);
  }

  @Property(tries = 1000)
  void theOrderOfThePassesDoesNotMatter(
      @ForAll("rules") Rules rules, @ForAll("edits") List<Step> life) {
    World outFirst = linked(rules);
    World inFirst = linked(rules);
    List<Step> edits =
        life.stream()
            .filter(s -> s instanceof Step.EditRow || s instanceof Step.EditEvent)
            .toList();
    new Person(outFirst).does(edits);
    new Person(inFirst).does(edits);
    inFirst.inbound();
    outFirst.settle();
    inFirst.settle();
    assertThat(outFirst.row).isEqualTo(inFirst.row);
    assertThat(outFirst.event).isEqualTo(inFirst.event);
  }

  @Property(tries = 1000)
  void editsOfDifferentFieldsOnBothSidesSurvive_22(
      @ForAll("rules") Rules rules, @ForAll World.Kill kill) {
    World world = linked(rules);
    world.rowIs(Fields.of("a", Value.text("here")));
    world.outbound(kill);
    world.eventIs(Fields.of("b", Value.text("there")));
    world.settle();
    assertThat(world.row.get("a")).isEqualTo(Value.text("here"));
    assertThat(world.row.get("b")).isEqualTo(Value.text("there"));
    assertThat(world.event.get("a")).isEqualTo(Value.text("here"));
    assertThat(world.event.get("b")).isEqualTo(Value.text("there"));
    assertThat(world.history).isEmpty();
  }

  /** Faults 1 and 56. */
  @Property(tries = 100)
  void ourOwnUnacknowledgedWriteIsNoConflictWithTheNextEdit(@ForAll("rules") Rules rules) {
    World world = linked(rules);
    world.rowIs(Fields.of("a", Value.text("first ")));
    world.outbound(World.Kill.BEFORE_COMMIT);
    world.rowIs(Fields.of("a", Value.text("second")));
    world.settle();
    assertThat(world.event.get("a")).isEqualTo(Value.text("second"));
    assertThat(world.row.get("a")).isEqualTo(Value.text("second"));
    assertThat(world.history).isEmpty();
  }

  private static World linked(Rules rules) {
    World world = new World(rules);
    Fields fields = Fields.EMPTY;
    for (String name : NAMES) {
      fields = fields.with(name, Value.text("base"));
    }
    world.rowIs(fields);
    world.outbound(World.Kill.NOWHERE);
    world.settle();
    return world;
  }

  private static boolean isKept(World world, String name, Value value) {
    return shows(world.row, name, value)
        || shows(world.event, name, value)
        || world.history.stream()
            .anyMatch(r -> shows(r.source(), name, value) || shows(r.target(), name, value));
  }

  private static boolean shows(Fields fields, String name, Value value) {
    return fields != null
        && (fields.get(name).equals(value)
            || fields.get(name).equals(lower(value))
            || World.shown(fields).get(name).equals(value)
            || World.shown(fields).get(name).equals(lower(value)));
  }

  private static Value lower(Value value) {
    return value instanceof Value.Text text ? new Value.Text(text.text().toLowerCase()) : value;
  }

  /** Types values that nobody typed before and remembers the last of each cell. */
  private static final class Person {
    private final World world;
    private final Map<String, Value> rowEdits = new HashMap<>();
    private final Map<String, Value> eventEdits = new HashMap<>();
    private int count;

    Person(World world) {
      this.world = world;
    }

    void does(List<Step> life) {
      life.forEach(this::does);
    }

    private void does(Step step) {
      switch (step) {
        case Step.EditRow edit -> {
          Value value = Value.text("Row" + ++count + " ");
          if (world.row == null) {
            rowEdits.clear();
          }
          if (!edit.field().equals("in") || world.link.bases().target().has("in")) {
            rowEdits.put(edit.field(), Value.text("Row" + count));
          } else {
            rowEdits.remove("in");
          }
          eventOverwritten(edit.field());
          world.rowIs(Fields.of(edit.field(), value));
        }
        case Step.EditEvent edit -> {
          if (world.event != null) {
            Value value = Value.text("Event" + ++count);
            eventEdits.put(edit.field(), value);
            rowOverwritten(edit.field());
            world.eventIs(Fields.of(edit.field(), value));
          }
        }
        case Step.CopyToRow copy -> {
          if (world.row != null && world.event != null) {
            rowEdits.remove(copy.field());
            if (world.event.get(copy.field()) instanceof Value.Text text) {
              world.rowIs(Fields.of(copy.field(), Value.text(text.text() + " ")));
            }
          }
        }
        case Step.DeleteRow delete -> {
          rowEdits.clear();
          NAMES.forEach(this::eventOverwritten);
          world.rowGoes();
        }
        case Step.DeleteEvent delete -> {
          eventEdits.clear();
          if (world.event != null) {
            NAMES.forEach(this::rowOverwritten);
          }
          world.eventGoes();
        }
        case Step.Outbound outbound -> {
          boolean wasThere = world.event != null;
          world.outbound(outbound.kill());
          if (!wasThere && world.event != null) {
            // It flows from Google only: the new event has it from nobody, and what it shows first
            // takes its place, as the line of that change says.
            rowEdits.remove("in");
          }
        }
        case Step.Inbound inbound -> world.inbound();
      }
    }

    /** A person who sees a value and types another one has given it up. */
    private void eventOverwritten(String field) {
      Value seen = eventEdits.get(field);
      if (world.row != null && seen != null && shows(world.row, field, seen)) {
        eventEdits.remove(field);
      }
    }

    private void rowOverwritten(String field) {
      Value seen = rowEdits.get(field);
      if (seen != null && shows(world.event, field, seen)) {
        rowEdits.remove(field);
      }
    }
  }
}
