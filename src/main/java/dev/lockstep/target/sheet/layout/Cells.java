package dev.lockstep.target.sheet.layout;

import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.CellFormat;
import com.google.api.services.sheets.v4.model.DimensionProperties;
import com.google.api.services.sheets.v4.model.DimensionRange;
import com.google.api.services.sheets.v4.model.GridRange;
import com.google.api.services.sheets.v4.model.RepeatCellRequest;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.UpdateDimensionPropertiesRequest;

/** Ranges of one tab, and the requests that format their cells. */
record Cells(int sheetId) {

  /** The header of a column. */
  GridRange header(int index) {
    return column(index).setStartRowIndex(0).setEndRowIndex(1);
  }

  /** What is below the header, however many rows there will be. */
  GridRange below(int index) {
    return column(index).setStartRowIndex(1);
  }

  /** The whole column. */
  GridRange column(int index) {
    return columns(index, index + 1);
  }

  GridRange columns(int from, int to) {
    return new GridRange().setSheetId(sheetId).setStartColumnIndex(from).setEndColumnIndex(to);
  }

  /**
   * @param fields of the format that are set, those that it lacks are set back
   */
  static Request format(GridRange range, CellFormat format, String fields) {
    return repeat(
        range, new CellData().setUserEnteredFormat(format), "userEnteredFormat." + fields);
  }

  static Request repeat(GridRange range, CellData cell, String fields) {
    return new Request()
        .setRepeatCell(new RepeatCellRequest().setRange(range).setCell(cell).setFields(fields));
  }

  DimensionRange dimension(int index) {
    return new DimensionRange()
        .setSheetId(sheetId)
        .setDimension("COLUMNS")
        .setStartIndex(index)
        .setEndIndex(index + 1);
  }

  Request dimension(int index, DimensionProperties properties, String fields) {
    return new Request()
        .setUpdateDimensionProperties(
            new UpdateDimensionPropertiesRequest()
                .setRange(dimension(index))
                .setProperties(properties)
                .setFields(fields));
  }
}
