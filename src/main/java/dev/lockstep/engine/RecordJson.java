package dev.lockstep.engine;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Report;
import dev.lockstep.mapping.Rendering;
import java.util.List;
import java.util.Locale;

/** Records as people's programs read them, on the command line and in the API. */
public final class RecordJson {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private RecordJson() {}

  public static ObjectNode of(Records.Found record) {
    ObjectNode json = place(record);
    json.put("remote_id", record.remoteId());
    json.put("state", record.state().name().toLowerCase(Locale.ROOT));
    if (record.reason() != null) {
      json.put("reason", record.reason());
    }
    json.put("changed_by", record.changedBy());
    json.put("changed_at", record.changedAt().toString());
    return json;
  }

  /** With what each side showed when both last agreed. */
  public static ObjectNode whole(Records.Found record) {
    ObjectNode json = of(record);
    json.set("source", values(record.bases().source()));
    json.set("google", values(record.readable(record.bases().source(), record.bases().target())));
    return json;
  }

  /** An entry for each conflict of the record that nobody has decided. */
  public static List<ObjectNode> conflicts(Records.Found record) {
    return record.waitingReadable().stream().map(report -> conflict(record, report)).toList();
  }

  private static ObjectNode conflict(Records.Found record, Report report) {
    ObjectNode json = place(record);
    json.put("field", report.unit());
    json.set("base", values(record.bases().source().only(report.source()::has)));
    json.set("source", values(report.source()));
    json.set("google", values(report.target()));
    json.put("detail", report.detail());
    return json;
  }

  private static ObjectNode place(Records.Found record) {
    return MAPPER
        .createObjectNode()
        .put("key", record.key())
        .put("account", record.partition().account())
        .put("calendar", record.partition().calendar());
  }

  private static ObjectNode values(Fields fields) {
    return MAPPER.valueToTree(Rendering.of(fields.values()));
  }
}
