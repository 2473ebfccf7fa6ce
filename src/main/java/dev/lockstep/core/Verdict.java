package dev.lockstep.core;

import org.jspecify.annotations.Nullable;

/** What the merge says about one unit. */
sealed interface Verdict {

  /** Nothing to do, bases stay. */
  record Stay() implements Verdict {}

  /** Both sides may stay as they are: each becomes its own base. */
  record Settle() implements Verdict {}

  /** The source's values go to the target. */
  record Send(@Nullable Report report) implements Verdict {}

  /** The target's values go to the source. */
  record Take(@Nullable Report report) implements Verdict {}

  /** Both sides stay as they are, each its own base from now on, and that is told. */
  record Leave(Report report) implements Verdict {}

  /** These values go to the source now, and from there to the target. */
  record Replace(Fields values, Report report) implements Verdict {}

  /** Nobody has decided, or it was tried with these very values. */
  record Wait(Report report) implements Verdict {}

  Verdict STAY = new Stay();
  Verdict SETTLE = new Settle();
  Verdict SEND = new Send(null);
  Verdict TAKE = new Take(null);
}
