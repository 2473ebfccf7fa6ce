package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.entry.Typed;
import dev.lockstep.sandbox.sheets.grid.A1.Place;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.wire.Messages;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** One text for another, in what people see or in the formulas too. */
final class FindReplaceKinds implements Family {

  /** What was changed so far. */
  private static final class Count {
    int values;
    int formulas;
    int rows;
    int sheets;
    int occurrences;
  }

  @Override
  public Map<String, Kind> kinds() {
    return Map.of("findReplace", FindReplaceKinds::run);
  }

  private static ObjectNode run(Draft draft, ObjectNode body) {
    Pattern pattern = pattern(body);
    Count count = new Count();
    for (Place place : places(draft, body)) {
      int before = count.values + count.formulas;
      replace(draft, place, pattern, body, count);
      count.sheets += count.values + count.formulas > before ? 1 : 0;
    }
    return Messages.tidy(
        "FindReplaceResponse",
        Json.object()
            .put("valuesChanged", count.values)
            .put("formulasChanged", count.formulas)
            .put("rowsChanged", count.rows)
            .put("sheetsChanged", count.sheets)
            .put("occurrencesChanged", count.occurrences));
  }

  private static Pattern pattern(ObjectNode body) {
    String find = body.path("find").asText("");
    if (find.isEmpty()) {
      throw GoogleError.invalid("Must specify text to find.");
    }
    int flags =
        body.path("matchCase").asBoolean() ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    String regex = body.path("searchByRegex").asBoolean() ? find : Pattern.quote(find);
    try {
      return Pattern.compile(
          body.path("matchEntireCell").asBoolean() ? "^(?:" + regex + ")$" : regex, flags);
    } catch (PatternSyntaxException e) {
      throw GoogleError.invalid("Invalid regular expression: " + find);
    }
  }

  private static List<Place> places(Draft draft, ObjectNode body) {
    List<Place> places = new ArrayList<>();
    if (body.has("range")) {
      places.add(Bodies.place(draft, body, "range"));
    } else if (body.has("sheetId")) {
      Sheet sheet = draft.sheet(body.get("sheetId").asInt());
      places.add(new Place(sheet, sheet.grid().all()));
    } else if (body.path("allSheets").asBoolean()) {
      for (Sheet sheet : draft.spreadsheet().sheets()) {
        places.add(new Place(sheet, sheet.grid().all()));
      }
    } else {
      throw GoogleError.invalid("Must specify a scope: range, sheetId or allSheets.");
    }
    return places;
  }

  private static void replace(
      Draft draft, Place place, Pattern pattern, ObjectNode body, Count count) {
    Worked worked = new Worked(draft);
    Sheet sheet = place.sheet();
    Area area = place.area();
    boolean formulas = body.path("includeFormulas").asBoolean();
    String replacement =
        body.path("searchByRegex").asBoolean()
            ? body.path("replacement").asText("")
            : Matcher.quoteReplacement(body.path("replacement").asText(""));
    for (int row = area.top(); row < Math.min(area.bottom(), sheet.grid().usedRows()); row++) {
      int before = count.values + count.formulas;
      int end = Math.min(area.right(), sheet.grid().used(row));
      for (int column = area.left(); column < end; column++) {
        Cell cell = sheet.grid().at(row, column);
        boolean isFormula = cell.value() instanceof Value.Formula;
        if (cell.value() == null || (isFormula && !formulas)) {
          continue;
        }
        String text =
            cell.value() instanceof Value.Formula formula
                ? formula.text()
                : worked.text(sheet, row, column);
        Matcher matcher = pattern.matcher(text);
        int found = (int) matcher.results().count();
        if (found > 0) {
          String after = pattern.matcher(text).replaceAll(replacement);
          Protection.check(draft, sheet, Area.cell(row, column));
          sheet.grid().put(row, column, cell.with(entered(draft, cell, after)));
          count.occurrences += found;
          count.values += isFormula ? 0 : 1;
          count.formulas += isFormula ? 1 : 0;
        }
      }
      count.rows += count.values + count.formulas > before ? 1 : 0;
    }
  }

  /** As if somebody had typed it. */
  private static @Nullable Value entered(Draft draft, Cell cell, String text) {
    LocalDate today = LocalDate.ofInstant(draft.now(), ZoneOffset.UTC);
    boolean plain =
        cell.format() != null
            && cell.format().path("numberFormat").path("type").asText().equals("TEXT");
    return Typed.read(text, today, plain).value();
  }
}
