package dev.lockstep.engine;

import dev.lockstep.core.Fields;
import dev.lockstep.core.Report;
import dev.lockstep.engine.PlannedRecord.Change;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A plan as people's programs read it, on the command line and in the API: as a tree for JSON. */
public final class PlanTree {

  private PlanTree() {}

  /** One record of it. */
  public static Map<String, @Nullable Object> of(PlannedRecord record) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("account", record.partition().account());
    tree.put("calendar", record.partition().calendar());
    tree.put("key", record.key().isEmpty() ? null : record.key());
    tree.put("remote_id", record.remoteId());
    tree.put("situation", word(record.situation()));
    tree.put("row", change(record.row()));
    tree.put("google", change(record.remote()));
    tree.put("reports", record.reports().stream().map(report -> report(record, report)).toList());
    tree.put("problem", record.problem());
    return tree;
  }

  private static Map<String, @Nullable Object> change(Change change) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("action", word(change.action()));
    tree.put("held", change.held());
    tree.put("fields", DiffTree.of(change.fields()));
    return tree;
  }

  private static Map<String, @Nullable Object> report(PlannedRecord record, Report report) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("kind", word(report.kind()));
    tree.put("field", report.unit().equals(Report.RECORD) ? null : report.unit());
    tree.put("row", texts(report.source()));
    tree.put("google", texts(report.target()));
    tree.put("winner", report.winner() == null ? null : word(report.winner()));
    String route = record.routes().get(report.unit());
    tree.put("route", route);
    tree.put("detail", route == null ? report.detail() : "");
    return tree;
  }

  private static Map<String, @Nullable String> texts(Fields fields) {
    Map<String, @Nullable String> texts = new LinkedHashMap<>();
    fields.values().forEach((name, value) -> texts.put(name, DiffTree.text(value)));
    return texts;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The whole, without its records. */
  public static Map<String, Object> of(Plan plan) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("sync", plan.sync());
    tree.put("at", plan.at().toString());
    tree.put("looked_at", plan.records());
    tree.put("to_google", counts(plan.toGoogle()));
    tree.put("from_google", counts(plan.fromGoogle()));
    tree.put("conflicts", plan.conflicts());
    tree.put("waiting", plan.waiting());
    tree.put("routed", plan.routed());
    tree.put("failing", plan.failing());
    Map<String, Long> untouched = new LinkedHashMap<>();
    plan.untouched().forEach((situation, n) -> untouched.put(word(situation), n));
    tree.put("untouched", untouched);
    tree.put("places", plan.places().stream().map(PlanTree::place).toList());
    tree.put("notes", plan.notes());
    return tree;
  }

  private static Map<String, Long> counts(Plan.Counts counts) {
    Map<String, Long> tree = new LinkedHashMap<>();
    tree.put("inserted", counts.inserted());
    tree.put("updated", counts.updated());
    tree.put("deleted", counts.deleted());
    tree.put("fields", counts.fields());
    tree.put("marked", counts.marked());
    tree.put("held", counts.held());
    return tree;
  }

  private static Map<String, @Nullable Object> place(Plan.Place place) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("account", place.partition().account());
    tree.put("calendar", place.partition().calendar());
    tree.put("failure", place.failure());
    return tree;
  }
}
