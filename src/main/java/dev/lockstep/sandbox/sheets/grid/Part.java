package dev.lockstep.sandbox.sheets.grid;

/** What a sheet has beside its cells, by the names of Google's Sheet message. */
public enum Part {
  MERGES("merges", "GridRange"),
  CONDITIONAL_FORMATS("conditionalFormats", "ConditionalFormatRule"),
  FILTER_VIEWS("filterViews", "FilterView"),
  PROTECTED_RANGES("protectedRanges", "ProtectedRange"),
  /** At most one. */
  BASIC_FILTER("basicFilter", "BasicFilter"),
  BANDED_RANGES("bandedRanges", "BandedRange"),
  /** Of the sheet as a whole; that of rows and columns is in their {@link Band}. */
  DEVELOPER_METADATA("developerMetadata", "DeveloperMetadata"),
  ROW_GROUPS("rowGroups", "DimensionGroup"),
  COLUMN_GROUPS("columnGroups", "DimensionGroup"),
  TABLES("tables", "Table");

  private final String field;
  private final String message;

  Part(String field, String message) {
    this.field = field;
    this.message = message;
  }

  public String field() {
    return field;
  }

  public String message() {
    return message;
  }
}
