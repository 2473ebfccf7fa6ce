package dev.lockstep.kill;

import dev.lockstep.convergence.Act;
import dev.lockstep.convergence.Script;
import dev.lockstep.convergence.Step;
import dev.lockstep.convergence.TwoSides;
import dev.lockstep.convergence.Visits;
import dev.lockstep.testing.BesideOthers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random edits on both sides while the application is killed at random moments; then it is left in
 * peace, and both sides must be alike. {@code -Dkill.seed=} repeats a run's edits and pauses,
 * {@code -Dkill.rounds=} says how often a soak kills.
 */
@BesideOthers
class KillAtRandomTest {

  private static final String[] OWNERS = {"anna", "ben"};

  @TempDir private Path home;

  @Test
  void whatPeopleDidIsThereAfterAFewKills_1_2_3_5_56() throws IOException {
    live(Long.getLong("kill.seed", System.nanoTime()), 3);
  }

  @Test
  @Tag("soak")
  void whatPeopleDidIsThereAfterManyKills() throws IOException {
    live(Long.getLong("kill.seed", System.nanoTime()), Integer.getInteger("kill.rounds", 60));
  }

  private void live(long seed, int kills) throws IOException {
    System.out.printf("kill.seed=%d%n", seed);
    Random random = new Random(seed);
    try (TwoSides sides = new TwoSides(home, 25)) {
      Visits visits = new Visits(sides, false, 20, OWNERS);
      Iterator<Step> script = Script.of(seed, 100 * kills, KillAtRandomTest::isWritten).iterator();
      Killable lockstep = Killable.start(sides.arguments());
      try {
        for (String owner : OWNERS) {
          lockstep.connect(
              owner,
              sides.sandbox().account(TwoSides.email(owner)),
              Instant.now().plus(Duration.ofMinutes(50)));
        }
        for (int kill = 0; kill < kills; kill++) {
          act(visits, script, 15 + random.nextInt(25), () -> pause(random));
          lockstep.kill();
          act(visits, script, random.nextInt(8), () -> {});
          lockstep = Killable.start(sides.arguments());
        }
        act(visits, script, 10, () -> pause(random));
        sides.holds(OWNERS);
        visits.areContent();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("kill.seed=" + seed + "\n" + lockstep.log(), e);
      } finally {
        lockstep.close();
      }
    }
  }

  /** All but what leaves calls that no line of the history is about. */
  private static boolean isWritten(Act act) {
    return act.about() == Act.About.VISIT && act != Act.EVENT_CREATE && act != Act.VISIT_RACE;
  }

  private static void act(Visits visits, Iterator<Step> script, int times, Runnable between) {
    for (int i = 0; i < times; i++) {
      visits.play(script.next());
      between.run();
    }
  }

  /** Nobody edits without a breath; it also spreads the kills over what the application does. */
  private static void pause(Random random) {
    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(60)).toNanos());
  }
}
