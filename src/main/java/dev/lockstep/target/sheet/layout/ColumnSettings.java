package dev.lockstep.target.sheet.layout;

import com.google.api.services.sheets.v4.model.AddProtectedRangeRequest;
import com.google.api.services.sheets.v4.model.AutoResizeDimensionsRequest;
import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.CellFormat;
import com.google.api.services.sheets.v4.model.DataValidationRule;
import com.google.api.services.sheets.v4.model.DeleteProtectedRangeRequest;
import com.google.api.services.sheets.v4.model.DimensionProperties;
import com.google.api.services.sheets.v4.model.ProtectedRange;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.SetDataValidationRequest;
import com.google.api.services.sheets.v4.model.Sheet;
import com.google.api.services.sheets.v4.model.TextFormat;
import dev.lockstep.definition.SheetTemplate;
import dev.lockstep.definition.SheetTemplate.Align;
import dev.lockstep.definition.SheetTemplate.ColumnLayout;
import dev.lockstep.definition.SheetTemplate.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a template says of one column and its header. */
final class ColumnSettings {

  /** What Google gives a new column. */
  private static final int NEW_WIDTH = 100;

  private static final String PROTECTION = "Kept in step by Lockstep";

  private final Cells cells;
  private final Sheet sheet;
  private final LayoutColumn column;
  private final int index;

  ColumnSettings(Cells cells, Sheet sheet, LayoutColumn column) {
    this.cells = cells;
    this.sheet = sheet;
    this.column = column;
    this.index = column.index();
  }

  List<Setting> of(SheetTemplate template) {
    List<Setting> settings = new ArrayList<>();
    header(template.header(), settings);
    Optional<ColumnLayout> layout = template.column(column.header());
    layout
        .map(ColumnLayout::format)
        .or(() -> Looks.standard(column))
        .ifPresent(format -> settings.add(format(format)));
    layout.map(ColumnLayout::align).ifPresent(align -> settings.add(align(align)));
    layout.map(ColumnLayout::note).ifPresent(note -> settings.add(note(note)));
    layout
        .map(ColumnLayout::validation)
        .flatMap(validation -> Looks.validation(validation, column))
        .ifPresent(rule -> settings.add(validation(rule)));
    boolean isProtected =
        layout
            .map(ColumnLayout::isProtected)
            .orElse(template.tab().protect() && (column.isKey() || column.isReadOnly()));
    if (isProtected) {
      settings.add(setting("protected", "true", () -> protect()));
    }
    if (layout.isPresent() && layout.get().hidden()) {
      settings.add(setting("hidden", "true", () -> one(hide(true))));
    }
    settings.add(width(layout.map(ColumnLayout::width).orElse(null)));
    return settings;
  }

  private void header(SheetTemplate.Header header, List<Setting> settings) {
    if (header.bold() != null) {
      settings.add(
          setting("header bold", header.bold().toString(), () -> one(bold(header.bold()))));
    }
    if (header.background() != null) {
      settings.add(
          setting(
              "header background",
              header.background(),
              () -> one(headerBackground(header.background()))));
    }
    if (header.color() != null) {
      settings.add(setting("header color", header.color(), () -> one(headerColor(header.color()))));
    }
    if (header.align() != null) {
      settings.add(
          setting("header align", header.align().name(), () -> one(headerAlign(header.align()))));
    }
  }

  private Setting format(Format format) {
    return setting(
        "format",
        format.type() + (format.pattern() == null ? "" : " " + format.pattern()),
        () -> one(numberFormat(format)));
  }

  private Setting align(Align align) {
    return setting("align", align.name(), () -> one(bodyAlign(align)));
  }

  private Setting note(String note) {
    return setting("note", note, () -> one(headerNote(note)));
  }

  private Setting validation(DataValidationRule rule) {
    List<String> values =
        rule.getCondition().getValues().stream().map(v -> v.getUserEnteredValue()).toList();
    return setting(
        "validation",
        "%s %s %s %s"
            .formatted(
                rule.getCondition().getType(), values, rule.getStrict(), rule.getInputMessage()),
        () -> one(validate(rule)));
  }

  private Setting width(@Nullable Integer pixels) {
    return setting(
        "width",
        pixels == null ? "auto" : pixels.toString(),
        () -> one(pixels == null ? resize() : wide(pixels)));
  }

  private Setting setting(String what, String value, Supplier<List<Request>> set) {
    return new Setting(key(column.header(), what), value, set);
  }

  static String key(String header, String what) {
    return "column/" + header + "/" + what;
  }

  private static List<Request> one(Request request) {
    return List.of(request);
  }

  /** The requests that take back what an older template had set. */
  List<Request> takenBack(String what) {
    return switch (what) {
      case "header bold" -> one(bold(null));
      case "header background" -> one(headerBackground(null));
      case "header color" -> one(headerColor(null));
      case "header align" -> one(headerAlign(null));
      case "format" -> one(numberFormat(null));
      case "align" -> one(bodyAlign(null));
      case "note" -> one(headerNote(null));
      case "validation" -> one(validate(null));
      case "width" -> one(wide(NEW_WIDTH));
      case "hidden" -> one(hide(false));
      case "protected" -> unprotect();
      default -> List.of();
    };
  }

  private Request bold(@Nullable Boolean bold) {
    return Cells.format(
        cells.header(index),
        new CellFormat().setTextFormat(new TextFormat().setBold(bold)),
        "textFormat.bold");
  }

  private Request headerBackground(@Nullable String hex) {
    return Cells.format(
        cells.header(index),
        new CellFormat().setBackgroundColorStyle(hex == null ? null : Looks.color(hex)),
        "backgroundColorStyle");
  }

  private Request headerColor(@Nullable String hex) {
    return Cells.format(
        cells.header(index),
        new CellFormat()
            .setTextFormat(
                new TextFormat().setForegroundColorStyle(hex == null ? null : Looks.color(hex))),
        "textFormat.foregroundColorStyle");
  }

  private Request headerAlign(@Nullable Align align) {
    return Cells.format(cells.header(index), aligned(align), "horizontalAlignment");
  }

  private Request bodyAlign(@Nullable Align align) {
    return Cells.format(cells.below(index), aligned(align), "horizontalAlignment");
  }

  private static CellFormat aligned(@Nullable Align align) {
    return new CellFormat().setHorizontalAlignment(align == null ? null : align.name());
  }

  private Request numberFormat(@Nullable Format format) {
    return Cells.format(
        cells.below(index),
        new CellFormat().setNumberFormat(format == null ? null : Looks.format(format)),
        "numberFormat");
  }

  private Request headerNote(@Nullable String note) {
    return Cells.repeat(cells.header(index), new CellData().setNote(note), "note");
  }

  private Request validate(@Nullable DataValidationRule rule) {
    return new Request()
        .setSetDataValidation(
            new SetDataValidationRequest().setRange(cells.below(index)).setRule(rule));
  }

  private Request wide(int pixels) {
    return cells.dimension(index, new DimensionProperties().setPixelSize(pixels), "pixelSize");
  }

  private Request resize() {
    return new Request()
        .setAutoResizeDimensions(
            new AutoResizeDimensionsRequest().setDimensions(cells.dimension(index)));
  }

  private Request hide(boolean hidden) {
    return cells.dimension(
        index, new DimensionProperties().setHiddenByUser(hidden), "hiddenByUser");
  }

  private List<Request> protect() {
    // It stands when an application was not remembered: Google made it, we crashed.
    return isProtected()
        ? List.of()
        : one(
            new Request()
                .setAddProtectedRange(
                    new AddProtectedRangeRequest()
                        .setProtectedRange(
                            new ProtectedRange()
                                .setProtectedRangeId(id())
                                .setRange(cells.column(index))
                                .setDescription(PROTECTION)
                                .setWarningOnly(true))));
  }

  private List<Request> unprotect() {
    return isProtected()
        ? one(
            new Request()
                .setDeleteProtectedRange(
                    new DeleteProtectedRangeRequest().setProtectedRangeId(id())))
        : List.of();
  }

  private boolean isProtected() {
    return sheet.getProtectedRanges() != null
        && sheet.getProtectedRanges().stream()
            .anyMatch(range -> Integer.valueOf(id()).equals(range.getProtectedRangeId()));
  }

  private int id() {
    return Ids.of(cells.sheetId(), key(column.header(), "protected"));
  }
}
