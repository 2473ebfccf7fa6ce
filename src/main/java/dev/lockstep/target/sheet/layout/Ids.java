package dev.lockstep.target.sheet.layout;

/**
 * Ids of what we make in a spreadsheet. Google takes ours where we give one, so that the same thing
 * has the same id however often a plan is made, and what is ours shows without a memory.
 */
final class Ids {

  private Ids() {}

  /** Positive, and another one in each tab. */
  static int of(int sheetId, String key) {
    int id = ("lockstep/" + sheetId + "/" + key).hashCode() & Integer.MAX_VALUE;
    return id == 0 ? 1 : id;
  }
}
