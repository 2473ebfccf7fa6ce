package dev.lockstep.engine;

import static dev.lockstep.engine.Ledgers.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Direction;
import dev.lockstep.engine.Ledgers.Ledger;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.testing.SecondApplication;
import org.junit.jupiter.api.Test;

/** A batch arrives and its answer does not: what it sent is nobody's edit (PROTOCOL 5.2). */
@SecondApplication
class SheetAttemptsTest {

  @Test
  void aPersonsEditOfARowWhoseInsertWasNotAnsweredIsNoConflict_5_56() {
    try (Ledgers ledgers = new Ledgers()) {
      Ledger parts = ledgers.open("parts", 3, "googleCreate: insert, conflict: google-wins");
      ledgers.run();
      parts.inStep();
      String unread = looksAtNothing(ledgers, parts);
      ledgers.sandbox.fault(
          """
          {"kind": "apply-then-drop", "path": "spreadsheets/%s:batchUpdate", "times": 1}"""
              .formatted(parts.id()));
      parts.insert("P9");
      soon().until(() -> parts.shown().containsKey("P9"));

      parts.type("C" + parts.rowOf("P9"), "[[77]]");
      parts.set("P9", "name = 'later'");
      ledgers.sandbox.mend(unread);
      parts.resume();

      parts.inStep();
      assertThat(parts.held().get("P9")).containsExactly("later", "77");
      assertThat(parts.notices("conflict")).isZero();
    }
  }

  /** Nothing of the tab is read but what a flush reads before it writes; until it is mended. */
  private static String looksAtNothing(Ledgers ledgers, Ledger ledger) {
    ledgers
        .lockstep
        .bean(Pauses.class)
        .set(
            Pause.Scope.ofSync(ledger.name()), Direction.FROM_GOOGLE, PauseCause.BY_HAND, "a test");
    return ledgers.sandbox.fault(
        """
        {"kind": "status", "code": 503, "reason": "backendError",
         "path": "spreadsheets/%s/values:"}"""
            .formatted(ledger.id()));
  }
}
