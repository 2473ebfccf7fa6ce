package dev.lockstep.target.sheet.layout;

import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.Sheet;
import dev.lockstep.definition.SheetTemplate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What makes a tab look as its template says. A setting is touched when the template says something
 * else than when it was last applied, and never otherwise: what a person changed since stays. What
 * a template no longer says is set back to what a new tab has.
 */
public final class Layout {

  /** What the plan needs to know of the tab: a mask for {@code spreadsheets.get}. */
  public static final String FIELDS =
      "sheets(properties,bandedRanges,protectedRanges,conditionalFormats,basicFilter)";

  /** Before a remembered value: a person's own stood in the way, so nothing of ours is there. */
  private static final String THEIRS = "theirs: ";

  private static final String COLUMN = "column/";

  private final SheetTemplate template;
  private final List<LayoutColumn> columns;
  private final Cells cells;
  private final Sheet sheet;

  private Layout(SheetTemplate template, List<LayoutColumn> columns, Sheet sheet) {
    this.template = template;
    this.columns = columns;
    this.sheet = sheet;
    this.cells = new Cells(Objects.requireNonNullElse(sheet.getProperties().getSheetId(), 0));
  }

  /**
   * What is to be sent, and what is to be remembered once it was.
   *
   * @param requests empty where nothing changed
   * @param applied by setting, what it said
   */
  public record Plan(List<Request> requests, Map<String, String> applied) {
    public Plan {
      requests = List.copyOf(requests);
      applied = Map.copyOf(applied);
    }
  }

  /**
   * The plan for a tab; best sent once its rows are there, for columns are made as wide as what
   * they hold.
   *
   * @param template {@link SheetTemplate#STANDARD} where the definition names none
   * @param columns the mapped ones, where they stand now
   * @param sheet the tab as {@link #FIELDS} reads it
   * @param applied what the last plan said to remember; empty the first time
   */
  public static Plan plan(
      SheetTemplate template,
      List<LayoutColumn> columns,
      Sheet sheet,
      Map<String, String> applied) {
    return new Layout(template, columns, sheet).plan(applied);
  }

  private Plan plan(Map<String, String> applied) {
    TabSettings tab = new TabSettings(cells, sheet, columns);
    Conditions conditions = new Conditions(cells, sheet, columns);
    Map<String, Setting> wanted = new LinkedHashMap<>();
    tab.of(template.tab()).forEach(setting -> wanted.put(setting.key(), setting));
    for (LayoutColumn column : columns) {
      new ColumnSettings(cells, sheet, column)
          .of(template)
          .forEach(setting -> wanted.put(setting.key(), setting));
    }
    List<Request> requests = new ArrayList<>();
    applied.forEach(
        (key, value) -> {
          if (!wanted.containsKey(key) && !value.startsWith(THEIRS)) {
            requests.addAll(takenBack(key, tab));
          }
        });
    Map<String, String> now = new LinkedHashMap<>();
    for (Setting setting : wanted.values()) {
      now.put(setting.key(), applied(setting, applied.get(setting.key()), requests));
    }
    requests.addAll(conditions.requests(template.conditions(), applied));
    conditions
        .wanted(template.conditions())
        .forEach((key, text) -> now.put(key, applied.getOrDefault(key, text)));
    return new Plan(requests, now);
  }

  private static String applied(Setting setting, @Nullable String before, List<Request> requests) {
    if (before != null
        && (before.equals(setting.value()) || before.equals(THEIRS + setting.value()))) {
      return before;
    }
    List<Request> set = setting.set().get();
    requests.addAll(set);
    return set.isEmpty() && !isOurs(setting) ? THEIRS + setting.value() : setting.value();
  }

  /** Protection needs no request where ours still stands; a filter has no name to know it by. */
  private static boolean isOurs(Setting setting) {
    return setting.key().startsWith(COLUMN);
  }

  private List<Request> takenBack(String key, TabSettings tab) {
    if (key.startsWith(TabSettings.KEY)) {
      return tab.takenBack(key.substring(TabSettings.KEY.length()));
    }
    int end = key.lastIndexOf('/');
    if (!key.startsWith(COLUMN) || end <= COLUMN.length()) {
      return List.of();
    }
    String header = key.substring(COLUMN.length(), end);
    Optional<LayoutColumn> column =
        columns.stream().filter(c -> c.header().equals(header)).findFirst();
    // A column that is mapped no more is a person's now.
    return column
        .map(c -> new ColumnSettings(cells, sheet, c).takenBack(key.substring(end + 1)))
        .orElse(List.of());
  }
}
