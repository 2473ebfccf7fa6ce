package dev.lockstep.convergence;

/** What happens in one step. Each names what it is about and how often it comes. */
public enum Act {
  /** A row is inserted. */
  ROW_WRITE(About.VISIT, true, 16),
  ROW_EDIT(About.VISIT, false, 30),
  ROW_ERASE(About.VISIT, false, 5),
  /** The row names another account. */
  ROW_MOVE(About.VISIT, false, 6),
  EVENT_EDIT(About.VISIT, false, 30),
  EVENT_REMOVE(About.VISIT, false, 5),
  EVENT_CREATE(About.VISIT, true, 6),
  /** An event is turned into one of whole days, or back. */
  EVENT_ALL_DAY(About.VISIT, false, 6),
  /** An event becomes recurring, or single again. */
  EVENT_REPEAT(About.VISIT, false, 5),
  /**
   * Some are edited on both sides while they are on their way, if in this process; then no more.
   */
  VISIT_RACE(About.VISIT, false, 22),
  /** A person's own guest and description are added to an event of ours. */
  EVENT_GUEST(About.VISIT, false, 6),
  /** An event of ours is copied with all that is private in it. */
  EVENT_COPY(About.STRANGER, false, 3),
  /** A private event, or a series of which one instance is cancelled and one moved. */
  EVENT_OWN(About.STRANGER, false, 4),

  PART_WRITE(About.PART, true, 14),
  PART_EDIT(About.PART, false, 24),
  PART_ERASE(About.PART, false, 4),
  CELL_TYPE(About.PART, false, 24),
  /** A row is typed at the end of the tab, with its key. */
  LINE_ADD(About.PART, true, 5),
  LINE_ADD_KEYLESS(About.PART, true, 3),
  LINE_REMOVE(About.PART, false, 4),
  LINE_MOVE(About.PART, false, 6),
  /** As with visits. */
  PART_RACE(About.PART, false, 18),
  /** A row is cut out and stands there again before a second look can have missed it. */
  LINE_CUT(About.PART, false, 8),
  /** A row is copied, its key too; another such step takes the copy away. */
  LINE_COPY(About.PART, false, 5),
  /** A key is overwritten; another such step writes it back. */
  KEY_EDIT(About.PART, false, 5),
  LINES_SORT(About.TAB, false, 8),
  LINE_BLANK(About.TAB, false, 3),
  COLUMNS_MOVE(About.TAB, false, 3),

  FAULT(About.WEATHER, false, 22),
  /** Every write of an account takes its time from now on, until it is calm. */
  SLOW(About.WEATHER, false, 4),
  CALM(About.WEATHER, false, 9),
  NOTIFICATIONS(About.WEATHER, false, 6),
  SYNC_TOKENS_EXPIRE(About.WEATHER, false, 4),
  ACCESS_TOKENS_EXPIRE(About.WEATHER, false, 4),
  /** An owner takes the grant back, or comes again. */
  GRANT(About.WEATHER, false, 5),
  QUOTA(About.WEATHER, false, 4),
  CLOCK_JUMP(About.WEATHER, false, 6),

  /** PostgreSQL drops every session, whatever it is at, as at a restart or failover. */
  SESSIONS_END(About.WEATHER, false, 3),

  /** A sync is paused, or goes on. */
  PAUSE(About.NODES, false, 5),
  /** Nodes take up another policy, one after the other. */
  DEFINITION(About.NODES, false, 2),
  NODE_RESTART(About.NODES, false, 1);

  /** What an act is about. */
  public enum About {
    VISIT,
    STRANGER,
    PART,
    TAB,
    WEATHER,
    NODES
  }

  private final About about;
  private final boolean makes;
  private final int weight;

  Act(About about, boolean makes, int weight) {
    this.about = about;
    this.makes = makes;
    this.weight = weight;
  }

  public About about() {
    return about;
  }

  /** Whether it makes a record; others take one that was made. */
  boolean makes() {
    return makes;
  }

  int weight() {
    return weight;
  }
}
