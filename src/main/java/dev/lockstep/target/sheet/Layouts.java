package dev.lockstep.target.sheet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.services.sheets.v4.model.Sheet;
import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.definition.SheetTemplate;
import dev.lockstep.google.Failures;
import dev.lockstep.mapping.Column;
import dev.lockstep.target.Problem;
import dev.lockstep.target.Witness;
import dev.lockstep.target.sheet.layout.Layout;
import dev.lockstep.target.sheet.layout.LayoutColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a tab look as its template says, once and on change; what people made of it stays. */
final class Layouts {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SheetCalls calls;
  private final TabStore store;
  private final Witness witness;
  private final TabShape shape;
  private final SheetTemplate template;
  private final Map<String, Column> columns;
  private final Set<String> readOnly;

  /**
   * @param columns by field the database's column; computed fields have none
   * @param readOnly fields that only flow to Google
   */
  Layouts(
      SheetCalls calls,
      TabStore store,
      Witness witness,
      TabShape shape,
      SheetTemplate template,
      Map<String, Column> columns,
      Set<String> readOnly) {
    this.calls = calls;
    this.store = store;
    this.witness = witness;
    this.shape = shape;
    this.template = template;
    this.columns = Map.copyOf(columns);
    this.readOnly = Set.copyOf(readOnly);
  }

  /** Compares what the template says with what was applied last; two calls where it differs. */
  void apply(PartitionKey partition, Tab tab, Columns positions) throws Exception {
    JsonNode stored = stored(partition);
    List<LayoutColumn> wanted = new ArrayList<>();
    for (String field : shape.fields()) {
      Column column = columns.get(field);
      wanted.add(
          new LayoutColumn(
              field,
              positions.of(field),
              column,
              shape.keyFields().contains(field),
              readOnly.contains(field),
              referenced(partition, field, column)));
    }
    String signature = signature(wanted);
    if (signature.equals(stored.path("signature").asText())) {
      return;
    }
    Sheet sheet =
        calls.looks(partition.account(), tab.spreadsheetId(), Layout.FIELDS).getSheets().stream()
            .filter(one -> Tabs.sheetId(one.getProperties()) == tab.sheetId())
            .findFirst()
            .orElseThrow();
    Layout.Plan plan = Layout.plan(template, wanted, sheet, applied(stored));
    try {
      if (!plan.requests().isEmpty()) {
        calls.update(partition.account(), tab.spreadsheetId(), plan.requests());
      }
    } catch (Exception e) {
      Failure failure = Failures.of(e);
      if (failure.kind() != Failure.Kind.PERMANENT) {
        throw e;
      }
      // A layout is worth no standstill: it is tried again once it says something else.
      witness.problems(
          partition,
          List.of(
              new Problem(
                  null,
                  null,
                  0,
                  "the layout of template '%s' was refused: %s"
                      .formatted(template.name(), failure.message()))));
      store.saveLayout(partition, json(signature, applied(stored)));
      return;
    }
    store.saveLayout(partition, json(signature, plan.applied()));
  }

  /** Values of a foreign key are looked up only where the template asks for them. */
  private @Nullable List<String> referenced(
      PartitionKey partition, String field, @Nullable Column column) {
    boolean asked =
        template
            .column(field)
            .map(SheetTemplate.ColumnLayout::validation)
            .filter(rule -> rule.allowed() instanceof SheetTemplate.Allowed.ReferencedKeys)
            .isPresent();
    return asked && column != null ? witness.referenced(partition, column.name()) : null;
  }

  private JsonNode stored(PartitionKey partition) throws JsonProcessingException {
    return JSON.readTree(store.find(partition).map(TabStore.Remembered::layout).orElse("{}"));
  }

  private static Map<String, String> applied(JsonNode stored) {
    Map<String, String> applied = new LinkedHashMap<>();
    stored
        .path("applied")
        .properties()
        .forEach(setting -> applied.put(setting.getKey(), setting.getValue().asText()));
    return applied;
  }

  private static String json(String signature, Map<String, String> applied) {
    ObjectNode node = JSON.createObjectNode().put("signature", signature);
    ObjectNode settings = node.putObject("applied");
    applied.forEach(settings::put);
    return node.toString();
  }

  /** The same as long as the layout would be; where the columns stand does not matter. */
  private String signature(List<LayoutColumn> wanted) {
    StringBuilder text = new StringBuilder(template.toString());
    for (LayoutColumn column : wanted) {
      text.append('\n')
          .append(column.header())
          .append('|')
          .append(column.column() == null ? "" : column.column().type())
          .append('|')
          .append(column.isKey())
          .append(column.isReadOnly())
          .append(column.referenced());
    }
    return HexFormat.of()
        .formatHex(
            TabShape.sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8)), 0, 12);
  }
}
