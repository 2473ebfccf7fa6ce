package dev.lockstep.target.sheet;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A partition's tab as it stands at Google.
 *
 * @param title the tab's name now; people rename tabs
 * @param zone the spreadsheet's, in which serial numbers count
 * @param savesId the hidden tab's sheet id; null where there cannot be one
 * @param height rows of the grid
 * @param width columns of the grid
 */
record Tab(
    String spreadsheetId,
    int sheetId,
    String title,
    ZoneId zone,
    @Nullable Integer savesId,
    int height,
    int width) {

  /** The same, with the grid as it is found now; a person may have made it smaller. */
  Tab sized(int nowHeight, int nowWidth) {
    return new Tab(spreadsheetId, sheetId, title, zone, savesId, nowHeight, nowWidth);
  }

  /** The name of the hidden tab in which each batch saves what it overwrites. */
  static final String SAVES = "_lockstep";
}
