package dev.lockstep.target.sheet.layout;

import com.google.api.services.sheets.v4.model.AddConditionalFormatRuleRequest;
import com.google.api.services.sheets.v4.model.BooleanRule;
import com.google.api.services.sheets.v4.model.ConditionalFormatRule;
import com.google.api.services.sheets.v4.model.DeleteConditionalFormatRuleRequest;
import com.google.api.services.sheets.v4.model.GridRange;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.Sheet;
import dev.lockstep.definition.SheetTemplate.Condition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Conditional formats. Google gives their rules no id, only a place in a list: ours are recognised
 * by what they say.
 */
final class Conditions {

  static final String KEY = "condition/";

  private final Cells cells;
  private final Sheet sheet;
  private final Map<String, LayoutColumn> columns = new LinkedHashMap<>();

  Conditions(Cells cells, Sheet sheet, List<LayoutColumn> columns) {
    this.cells = cells;
    this.sheet = sheet;
    columns.forEach(column -> this.columns.put(column.header(), column));
  }

  /** What is wanted: what a rule says by its key, as it stands in the file. */
  Map<String, String> wanted(List<Condition> conditions) {
    Map<String, String> wanted = new LinkedHashMap<>();
    conditions.forEach(condition -> wanted.put(key(condition), text(condition)));
    return wanted;
  }

  private static String key(Condition condition) {
    return KEY + condition;
  }

  private String text(Condition condition) {
    return Looks.text(rule(condition).getBooleanRule());
  }

  private ConditionalFormatRule rule(Condition condition) {
    List<GridRange> ranges =
        condition.columns().stream()
            .filter(columns::containsKey)
            .map(header -> cells.below(columns.get(header).index()))
            .toList();
    return new ConditionalFormatRule()
        .setRanges(ranges)
        .setBooleanRule(
            new BooleanRule()
                .setCondition(
                    Looks.condition(
                        condition.when().name(),
                        condition.values(
                            header ->
                                columns.containsKey(header)
                                    ? columns.get(header).cell()
                                    : "#REF!")))
                .setFormat(Looks.style(condition.style())));
  }

  /**
   * Rules that went are deleted where they still stand, new ones are added below all others.
   *
   * @param applied by key, what each rule said when it was added
   */
  List<Request> requests(List<Condition> conditions, Map<String, String> applied) {
    Map<String, String> wanted = wanted(conditions);
    List<String> present = new ArrayList<>();
    if (sheet.getConditionalFormats() != null) {
      sheet
          .getConditionalFormats()
          .forEach(
              rule ->
                  present.add(
                      rule.getBooleanRule() == null
                          ? "another kind"
                          : Looks.text(rule.getBooleanRule())));
    }
    TreeSet<Integer> gone = new TreeSet<>();
    applied.forEach(
        (key, text) -> {
          if (key.startsWith(KEY) && !wanted.containsKey(key)) {
            for (int i = 0; i < present.size(); i++) {
              if (present.get(i).equals(text) && gone.add(i)) {
                break;
              }
            }
          }
        });
    List<Request> requests = new ArrayList<>();
    for (int index : gone.descendingSet()) {
      present.remove(index);
      requests.add(
          new Request()
              .setDeleteConditionalFormatRule(
                  new DeleteConditionalFormatRuleRequest()
                      .setSheetId(cells.sheetId())
                      .setIndex(index)));
    }
    for (Condition condition : conditions) {
      // It stands already when an application was not remembered.
      if (!applied.containsKey(key(condition)) && !present.contains(text(condition))) {
        requests.add(
            new Request()
                .setAddConditionalFormatRule(
                    new AddConditionalFormatRuleRequest()
                        .setRule(rule(condition))
                        .setIndex(present.size())));
        present.add(text(condition));
      }
    }
    return requests;
  }
}
