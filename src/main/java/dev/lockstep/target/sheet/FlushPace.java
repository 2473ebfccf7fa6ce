package dev.lockstep.target.sheet;

import java.time.Duration;

/**
 * How long a spreadsheet rests between two flushes: so long that all that are written to, of the
 * account and of the project, together need no more than their share of the quota (DESIGN 5).
 *
 * @param shortest however few there are
 * @param perAccount reads, and as many writes, of an account in a minute
 * @param perProject the same of the project
 * @param share of both that flushes may use
 */
record FlushPace(Duration shortest, int perAccount, int perProject, double share) {

  /**
   * Spreadsheets that were written to in the last minute.
   *
   * @param ofAccount those of the account
   * @param all those of all accounts
   */
  record Activity(int ofAccount, int all) {}

  Duration rest(Activity activity) {
    Duration account = fitting(activity.ofAccount(), perAccount);
    Duration project = fitting(activity.all(), perProject);
    Duration rest = account.compareTo(project) > 0 ? account : project;
    return rest.compareTo(shortest) > 0 ? rest : shortest;
  }

  private Duration fitting(int spreadsheets, int perMinute) {
    return Duration.ofMillis((long) (60_000.0 * spreadsheets / (perMinute * share)));
  }
}
