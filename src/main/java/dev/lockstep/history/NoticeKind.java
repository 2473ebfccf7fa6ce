package dev.lockstep.history;

import dev.lockstep.definition.SyncDefinition;

/** What somebody can be told of: the words of a definition's {@code notify:} and those of ours. */
public enum NoticeKind {
  GOOGLE_CHANGED("googleChanged"),
  CONFLICT("conflict"),
  FAILED("failed"),
  BRAKED("braked"),
  CHANNEL_LOST("channelLost"),
  /** An edit at Google of a field that flows to Google was overwritten; nobody is told. */
  OVERWRITTEN("overwritten"),
  /** An edit of a field that flows the other way was put right, or left; nobody is told. */
  PUT_RIGHT("putRight"),
  /** A person or a route decided a conflict; nobody else is told. */
  RESOLVED("resolved"),
  /** A person let what the brake held go on; nobody else is told. */
  APPROVED("approved"),
  /** A person gave up what the brake held; nobody else is told. */
  DISCARDED("discarded"),
  /** A person asked a record back; nobody else is told. */
  RESTORED("restored"),
  /** A row went; nobody is told. */
  ROW_DELETED("rowDeleted"),
  /** A person gave a dead letter up; nobody else is told. */
  SKIPPED("skipped"),
  /** A person asked for all records of a span of time to go back; nobody else is told. */
  RESTORING("restoring"),
  /** The account must be connected again; no definition has to ask for it. */
  ACCOUNT_RECONNECT("accountReconnect");

  private final String word;

  NoticeKind(String word) {
    this.word = word;
  }

  /** As definitions, API and log lines write it. */
  public String word() {
    return word;
  }

  /** The kind that a definition's word asks for. */
  public static NoticeKind of(SyncDefinition.Notice notice) {
    return switch (notice) {
      case GOOGLE_CHANGED -> GOOGLE_CHANGED;
      case CONFLICT -> CONFLICT;
      case FAILED -> FAILED;
      case BRAKED -> BRAKED;
      case CHANNEL_LOST -> CHANNEL_LOST;
    };
  }

  static NoticeKind named(String word) {
    for (NoticeKind kind : values()) {
      if (kind.word.equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("unknown kind of notice '" + word + "'");
  }
}
