package dev.lockstep.core;

/** Which row of a branch table a decision comes from; the history's cause. */
public enum Situation {
  /** Neither side changed, or both to the same. */
  AGREED,
  /** Only the source changed. */
  SOURCE_CHANGED,
  /** Only the target changed. */
  TARGET_CHANGED,
  /** Both changed; what does not conflict flows, conflicts are in the reports. */
  BOTH_CHANGED,
  /** What waits is already reported. */
  CONFLICT_WAITS,
  /** The merge of both was refused by a side: a conflict of the record. */
  MERGE_REFUSED,
  /** The source could not take a value; it is left alone until it changes. */
  INVALID,
  /** A new row goes to the target. */
  NEW_ROW,
  /** A new record at the target becomes a row. */
  NEW_AT_TARGET,
  /** A record at the target without a link, left alone. */
  NOT_TAKEN,
  /** Row and record found each other and are linked. */
  ADOPTED,
  /** The row went, the record there goes too. */
  ROW_DELETED,
  /** The row went, the record there stays: by policy, or because it was edited. */
  ROW_DELETED_TARGET_STAYS,
  /** The row belongs to another account: its edits are merged, then the record here goes. */
  ROW_MOVED,
  /** A person deleted it there; the row stays. */
  TARGET_DELETED_ROW_STAYS,
  /** A person deleted it there; the row goes too. */
  TARGET_DELETED,
  /** A person deleted it there; it is made again. */
  TARGET_RECREATED,
  /** Both went. */
  BOTH_GONE,
  /** A detached record stays as it is. */
  DETACHED,
  /** A detached or gone record's missing side is back. */
  LINKED_AGAIN,
  /** It became recurring. */
  BECAME_RECURRING,
  /** It bears our stamp for another id. */
  COPY,
  /** Something that is not ours sits on our id. */
  STRANGER,
  /** Outside the window nothing is sent, changed or deleted. */
  OUTSIDE_WINDOW,
  /** A row that `rows: from-connection` holds back. */
  HELD_BACK,
  /** The brake holds it. */
  HELD,
  /** An earlier call's fate is unknown: what it did must be seen first. */
  UNKNOWN_FATE,
  /** A field has no base yet, or a detached record is to be linked: the target must be seen. */
  NEVER_COMPARED,
  /** Nothing known on either side that flows. */
  NOTHING_FLOWS
}
