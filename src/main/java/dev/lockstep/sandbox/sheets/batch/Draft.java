package dev.lockstep.sandbox.sheets.batch;

import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import java.time.Instant;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * What the requests of one call work on.
 *
 * @param spreadsheet a copy that is thrown away when a request fails
 * @param caller the address of whoever calls
 * @param now what {@code NOW()} is
 * @param random where new ids come from
 */
public record Draft(Spreadsheet spreadsheet, String caller, Instant now, RandomGenerator random) {

  /**
   * @throws GoogleError 400 as Google says it of an unknown sheet
   */
  public Sheet sheet(int id) {
    Sheet sheet = spreadsheet.sheet(id);
    if (sheet == null) {
      throw GoogleError.invalid("No grid with id: " + id);
    }
    return sheet;
  }

  /** A new positive id that is not taken. */
  public int newId(IntPredicate taken) {
    int id;
    do {
      id = random.nextInt(1, Integer.MAX_VALUE);
    } while (taken.test(id));
    return id;
  }
}
