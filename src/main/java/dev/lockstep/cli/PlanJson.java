package dev.lockstep.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Report;
import dev.lockstep.core.Value;
import dev.lockstep.engine.Plan;
import dev.lockstep.engine.PlannedRecord;
import dev.lockstep.engine.PlannedRecord.Change;
import dev.lockstep.mapping.Rendering;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A plan for a program: one object, its records written as they come. */
final class PlanJson implements PlanPrinter {

  private final PrintWriter out;
  private final JsonGenerator json;
  private long leftOut;

  PlanJson(PrintWriter out) throws IOException {
    this.out = out;
    this.json = new ObjectMapper().createGenerator(out);
  }

  private interface Writing {
    void run() throws IOException;
  }

  private static void write(Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void begin() {
    write(
        () -> {
          json.writeStartObject();
          json.writeArrayFieldStart("records");
        });
  }

  @Override
  public void record(PlannedRecord record) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("account", record.partition().account());
    tree.put("calendar", record.partition().calendar());
    tree.put("key", record.key().isEmpty() ? null : record.key());
    tree.put("remote_id", record.remoteId());
    tree.put("situation", word(record.situation()));
    tree.put("row", change(record.row()));
    tree.put("google", change(record.remote()));
    tree.put("reports", record.reports().stream().map(PlanJson::report).toList());
    tree.put("problem", record.problem());
    write(() -> json.writePOJO(tree));
  }

  private static Map<String, @Nullable Object> change(Change change) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("action", word(change.action()));
    tree.put("held", change.held());
    List<Object> fields = new ArrayList<>();
    change
        .fields()
        .forEach(
            diff -> {
              Map<String, @Nullable Object> one = new LinkedHashMap<>();
              one.put("field", diff.field());
              one.put("before", text(diff.before()));
              one.put("after", text(diff.after()));
              fields.add(one);
            });
    tree.put("fields", fields);
    return tree;
  }

  private static Map<String, @Nullable Object> report(Report report) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("kind", word(report.kind()));
    tree.put("field", report.unit().equals(Report.RECORD) ? null : report.unit());
    tree.put("row", texts(report.source()));
    tree.put("google", texts(report.target()));
    tree.put("winner", report.winner() == null ? null : word(report.winner()));
    tree.put("detail", report.detail());
    return tree;
  }

  private static Map<String, @Nullable String> texts(Fields fields) {
    Map<String, @Nullable String> texts = new LinkedHashMap<>();
    fields.values().forEach((name, value) -> texts.put(name, text(value)));
    return texts;
  }

  private static @Nullable String text(Value value) {
    return value.isNull() ? null : Rendering.of(value);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void leftOut() {
    leftOut++;
  }

  @Override
  public void end(Plan plan) {
    write(
        () -> {
          json.writeEndArray();
          json.writeNumberField("left_out", leftOut);
          json.writeStringField("sync", plan.sync());
          json.writeStringField("at", plan.at().toString());
          json.writeNumberField("looked_at", plan.records());
          json.writePOJOField("to_google", counts(plan.toGoogle()));
          json.writePOJOField("from_google", counts(plan.fromGoogle()));
          json.writeNumberField("conflicts", plan.conflicts());
          json.writeNumberField("waiting", plan.waiting());
          json.writeNumberField("failing", plan.failing());
          Map<String, Long> untouched = new LinkedHashMap<>();
          plan.untouched().forEach((situation, n) -> untouched.put(word(situation), n));
          json.writePOJOField("untouched", untouched);
          json.writePOJOField("places", plan.places().stream().map(PlanJson::place).toList());
          json.writePOJOField("notes", plan.notes());
          json.writeEndObject();
          json.flush();
          out.println();
        });
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
