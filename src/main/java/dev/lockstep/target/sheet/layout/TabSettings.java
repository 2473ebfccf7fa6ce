package dev.lockstep.target.sheet.layout;

import com.google.api.services.sheets.v4.model.AddBandingRequest;
import com.google.api.services.sheets.v4.model.BandedRange;
import com.google.api.services.sheets.v4.model.BandingProperties;
import com.google.api.services.sheets.v4.model.BasicFilter;
import com.google.api.services.sheets.v4.model.ClearBasicFilterRequest;
import com.google.api.services.sheets.v4.model.DeleteBandingRequest;
import com.google.api.services.sheets.v4.model.GridProperties;
import com.google.api.services.sheets.v4.model.GridRange;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.SetBasicFilterRequest;
import com.google.api.services.sheets.v4.model.Sheet;
import com.google.api.services.sheets.v4.model.SheetProperties;
import com.google.api.services.sheets.v4.model.UpdateSheetPropertiesRequest;
import dev.lockstep.definition.SheetTemplate;
import dev.lockstep.definition.SheetTemplate.Banding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a template says of the tab as a whole. */
final class TabSettings {

  static final String KEY = "tab/";

  private final Cells cells;
  private final Sheet sheet;
  private final List<LayoutColumn> columns;
  private final Set<Integer> ourBands;

  TabSettings(Cells cells, Sheet sheet, List<LayoutColumn> columns) {
    this.cells = cells;
    this.sheet = sheet;
    this.columns = columns.stream().sorted(Comparator.comparingInt(LayoutColumn::index)).toList();
    this.ourBands = columns.stream().map(this::bandId).collect(Collectors.toSet());
  }

  List<Setting> of(SheetTemplate.Tab tab) {
    List<Setting> settings = new ArrayList<>();
    if (tab.color() != null) {
      settings.add(setting("color", tab.color(), () -> one(color(tab.color()))));
    }
    if (tab.frozenRows() != null) {
      settings.add(
          setting("frozen rows", tab.frozenRows().toString(), () -> one(rows(tab.frozenRows()))));
    }
    if (tab.frozenColumns() != null) {
      settings.add(
          setting(
              "frozen columns",
              tab.frozenColumns().toString(),
              () -> one(columns(tab.frozenColumns()))));
    }
    if (tab.banding() != null) {
      settings.add(setting("banding", text(tab.banding()), () -> bands(tab.banding())));
    }
    if (tab.filter()) {
      settings.add(setting("filter", "true", this::filter));
    }
    return settings;
  }

  private static Setting setting(String what, String value, Supplier<List<Request>> set) {
    return new Setting(KEY + what, value, set);
  }

  private static List<Request> one(Request request) {
    return List.of(request);
  }

  /** The requests that take back what an older template had set. */
  List<Request> takenBack(String what) {
    return switch (what) {
      case "color" -> one(color(null));
      case "frozen rows" -> one(rows(0));
      case "frozen columns" -> one(columns(0));
      case "banding" -> withoutBands();
      case "filter" ->
          sheet.getBasicFilter() == null
              ? List.of()
              : one(
                  new Request()
                      .setClearBasicFilter(
                          new ClearBasicFilterRequest().setSheetId(cells.sheetId())));
      default -> List.of();
    };
  }

  private Request color(@Nullable String hex) {
    return properties(
        new SheetProperties().setTabColorStyle(hex == null ? null : Looks.color(hex)),
        "tabColorStyle");
  }

  private Request rows(int frozen) {
    return properties(
        new SheetProperties().setGridProperties(new GridProperties().setFrozenRowCount(frozen)),
        "gridProperties.frozenRowCount");
  }

  private Request columns(int frozen) {
    return properties(
        new SheetProperties().setGridProperties(new GridProperties().setFrozenColumnCount(frozen)),
        "gridProperties.frozenColumnCount");
  }

  private Request properties(SheetProperties properties, String fields) {
    return new Request()
        .setUpdateSheetProperties(
            new UpdateSheetPropertiesRequest()
                .setProperties(properties.setSheetId(cells.sheetId()))
                .setFields(fields));
  }

  private static String text(Banding banding) {
    return "%s %s %s".formatted(banding.header(), banding.first(), banding.second());
  }

  /** Ours anew, run by run: columns that a person put between keep their own colours. */
  private List<Request> bands(Banding banding) {
    List<Request> requests = new ArrayList<>(withoutBands());
    List<BandedRange> theirs =
        present().stream().filter(band -> !ourBands.contains(band.getBandedRangeId())).toList();
    for (List<LayoutColumn> run : runs()) {
      GridRange range = filled(run);
      // Google refuses the whole batch where two overlap.
      if (theirs.stream().noneMatch(band -> overlap(band.getRange(), range))) {
        requests.add(
            new Request()
                .setAddBanding(
                    new AddBandingRequest()
                        .setBandedRange(
                            new BandedRange()
                                .setBandedRangeId(bandId(run.getFirst()))
                                .setRange(range)
                                .setRowProperties(colors(banding)))));
      }
    }
    return requests;
  }

  private static BandingProperties colors(Banding banding) {
    return new BandingProperties()
        .setHeaderColorStyle(banding.header() == null ? null : Looks.color(banding.header()))
        .setFirstBandColorStyle(Looks.color(banding.first()))
        .setSecondBandColorStyle(Looks.color(banding.second()));
  }

  private List<Request> withoutBands() {
    return present().stream()
        .map(BandedRange::getBandedRangeId)
        .filter(ourBands::contains)
        .map(id -> new Request().setDeleteBanding(new DeleteBandingRequest().setBandedRangeId(id)))
        .toList();
  }

  private List<BandedRange> present() {
    return sheet.getBandedRanges() == null ? List.of() : sheet.getBandedRanges();
  }

  private int bandId(LayoutColumn first) {
    return Ids.of(cells.sheetId(), "banding/" + first.header());
  }

  /** Columns that stand side by side. */
  private List<List<LayoutColumn>> runs() {
    List<List<LayoutColumn>> runs = new ArrayList<>();
    for (LayoutColumn column : columns) {
      if (runs.isEmpty() || runs.getLast().getLast().index() + 1 != column.index()) {
        runs.add(new ArrayList<>());
      }
      runs.getLast().add(column);
    }
    return runs;
  }

  private GridRange filled(List<LayoutColumn> run) {
    return cells
        .columns(run.getFirst().index(), run.getLast().index() + 1)
        .setStartRowIndex(0)
        .setEndRowIndex(sheet.getProperties().getGridProperties().getRowCount());
  }

  /** A bound that is missing is none. */
  private static boolean overlap(GridRange one, GridRange two) {
    return start(one.getStartColumnIndex()) < end(two.getEndColumnIndex())
        && start(two.getStartColumnIndex()) < end(one.getEndColumnIndex())
        && start(one.getStartRowIndex()) < end(two.getEndRowIndex())
        && start(two.getStartRowIndex()) < end(one.getEndRowIndex());
  }

  private static int start(@Nullable Integer index) {
    return index == null ? 0 : index;
  }

  private static int end(@Nullable Integer index) {
    return index == null ? Integer.MAX_VALUE : index;
  }

  /** A tab has one filter: a person's own stays. */
  private List<Request> filter() {
    return sheet.getBasicFilter() != null || columns.isEmpty()
        ? List.of()
        : one(
            new Request()
                .setSetBasicFilter(
                    new SetBasicFilterRequest()
                        .setFilter(new BasicFilter().setRange(filled(columns)))));
  }
}
