package dev.lockstep.engine;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Report;
import dev.lockstep.core.Situation;
import dev.lockstep.core.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a full reconciliation would do with one record.
 *
 * @param key of the row; empty where a row would be made that draws its own
 * @param remoteId null where nothing is there yet
 * @param row what would happen to the row
 * @param remote what would happen at Google
 * @param reports conflicts and whatever else a person would be told, and what waits for one
 * @param routes by field, or name of fields merged as one: the route that will decide the conflict,
 *     which a plan does not ask
 * @param problem why the record cannot go on; null where it can
 */
public record PlannedRecord(
    PartitionKey partition,
    String key,
    @Nullable String remoteId,
    Situation situation,
    Change row,
    Change remote,
    List<Report> reports,
    Map<String, String> routes,
    @Nullable String problem) {

  public PlannedRecord {
    reports = List.copyOf(reports);
    routes = Map.copyOf(routes);
  }

  /** What happens to one side of a record. */
  public enum Action {
    NONE,
    INSERT,
    UPDATE,
    DELETE,
    /** The record only gets our mark, by which its row is found again. */
    MARK
  }

  /**
   * One field, or cell.
   *
   * @param before {@link Value#NULL} where there is nothing
   */
  public record Diff(String field, Value before, Value after) {}

  /**
   * What happens to one side.
   *
   * @param fields those that change; of an insert or a delete, those that are not blank
   * @param held why the brake would hold it until a person approves; null where it would not
   */
  public record Change(Action action, List<Diff> fields, @Nullable String held) {
    public static final Change NONE = new Change(Action.NONE, List.of(), null);

    public Change {
      fields = List.copyOf(fields);
    }
  }

  /** Whether some field waits for a person. */
  public boolean waits() {
    return reports.stream()
        .anyMatch(report -> report.waits() && !routes.containsKey(report.unit()));
  }

  /** Whether a person learns anything by it. */
  boolean isWorthTelling() {
    return row.action() != Action.NONE
        || remote.action() != Action.NONE
        || !reports.isEmpty()
        || problem != null;
  }
}
