package dev.lockstep.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.engine.Plan;
import dev.lockstep.engine.PlanTree;
import dev.lockstep.engine.PlannedRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Map;

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
    write(() -> json.writePOJO(PlanTree.of(record)));
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
          for (Map.Entry<String, Object> entry : PlanTree.of(plan).entrySet()) {
            json.writePOJOField(entry.getKey(), entry.getValue());
          }
          json.writeEndObject();
          json.flush();
          out.println();
        });
  }
}
