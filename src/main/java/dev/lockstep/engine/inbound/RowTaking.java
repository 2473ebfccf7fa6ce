package dev.lockstep.engine.inbound;

import dev.lockstep.core.Decision;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.Merge;
import dev.lockstep.core.Outcomes;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Rules;
import dev.lockstep.core.Settlement;
import dev.lockstep.core.ToSource;
import dev.lockstep.core.Value;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.mapping.ConversionException;
import dev.lockstep.mapping.FieldMap;
import dev.lockstep.mapping.Row;
import dev.lockstep.source.RowChange;
import dev.lockstep.target.Remote;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What a decision has a row take, as columns, and the link that comes of it; pure. */
final class RowTaking {

  private final RunningSync sync;
  private final PartitionKey partition;
  private final Rules rules;
  // What the merge has the row take, it takes, in whatever direction the field flows otherwise.
  private final FieldMap columns;

  RowTaking(RunningSync sync, PartitionKey partition, Rules rules) {
    this.sync = sync;
    this.partition = partition;
    this.rules = rules;
    this.columns = sync.fieldMap().anyWay();
  }

  /** The decision without the fields whose values do not convert; the others need not wait. */
  Decision convertible(MergedPart.Step step, Decision.Write write) {
    Map<String, String> faults = faults(write.toSource());
    return faults.isEmpty() ? write : Merge.decideWithout(rules, step.state(), faults);
  }

  /** By field: what about its value the row cannot hold. */
  Map<String, String> faults(ToSource what) {
    Map<String, String> faults = new LinkedHashMap<>();
    if (what instanceof ToSource.Update update) {
      for (String field : update.fields().names()) {
        try {
          columns.toColumns(update.fields().only(field::equals));
        } catch (ConversionException e) {
          faults.put(field, String.valueOf(e.getMessage()));
        }
      }
    }
    return faults;
  }

  /**
   * @throws ConversionException where the row cannot hold it
   */
  RowChange change(MergedPart.Step step, ToSource what) {
    return switch (what) {
      case ToSource.Insert insert -> made(step, row(insert.fields()));
      case ToSource.Update update ->
          new RowChange.Update(step.key(), columns.toColumns(update.fields()));
      case ToSource.Delete delete -> new RowChange.Delete(step.key());
      case ToSource.Nothing nothing -> throw new IllegalStateException("nothing to write");
    };
  }

  /** A row that comes back has its key again; a new one is given one by its table. */
  private RowChange made(MergedPart.Step step, Map<String, Value> row) {
    Map<String, Value> key = step.key().isEmpty() ? Map.of() : sync.keyColumns(step.key());
    if (step.state().asked().restore()) {
      row.keySet().removeAll(key.keySet());
      return new RowChange.Return(step.key(), row, key);
    }
    row.putAll(key);
    return new RowChange.Insert(step.remote().remoteId(), row);
  }

  private Map<String, Value> row(Fields fields) {
    Map<String, Value> row =
        new LinkedHashMap<>(columns.toColumns(fields.without(columns.drawn(fields))));
    row.putAll(sync.ownerColumns(partition));
    return row;
  }

  /** The fields that are taken, as the target shows them. */
  static Fields taken(ToSource what) {
    return switch (what) {
      case ToSource.Insert insert -> insert.fields();
      case ToSource.Update update -> update.fields();
      case ToSource.Delete delete -> Fields.EMPTY;
      case ToSource.Nothing nothing -> Fields.EMPTY;
    };
  }

  /**
   * These fields as the row shows them once they are written; blank where the table draws the value
   * of a new row, which is then the row's own edit.
   */
  Fields asWritten(Fields taken) {
    Set<String> drawn = columns.drawn(taken);
    return columns.asWritten(taken.without(drawn)).with(taken.only(drawn::contains));
  }

  /**
   * @param now the row once it was written
   */
  Settlement settlement(MergedPart.Step step, Decision.Write write, Row now) {
    Fields taken = taken(write.toSource());
    // Without an event there is nothing that both agree on; its own pass makes it.
    return step.remote().is(Remote.Trait.DELETED)
        ? new Settlement(write.link(), Set.of())
        : Outcomes.taken(
            rules,
            write.link(),
            asWritten(taken),
            sync.columnMap().toFields(now, Map.of()),
            step.remote().fields().only(taken::has));
  }

  /** The link of what changes nothing in the row. */
  static Link settled(MergedPart.Step step, Decision decision) {
    return isOwedInsert(step, decision) ? step.mapping().link() : decision.link();
  }

  /** The next life of the key begins with the row's own pass, not here. */
  private static boolean isOwedInsert(MergedPart.Step step, Decision decision) {
    return decision instanceof Decision.Write
        && decision.link().state() == Link.State.NONE
        && step.mapping().isStored();
  }
}
