package dev.lockstep.engine;

import dev.lockstep.Lockstep;
import dev.lockstep.cli.Commands;
import dev.lockstep.testing.TestDatabase;
import java.util.Arrays;

/** Commands as a person types them, for an installation in this database. */
final class Typed {

  private Typed() {}

  /** The exit code. */
  static int run(TestDatabase database, String... words) {
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--lockstep.database.url=" + database.url();
    return Commands.run(Lockstep.class, all);
  }
}
