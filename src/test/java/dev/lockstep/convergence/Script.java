package dev.lockstep.convergence;

import dev.lockstep.convergence.Act.About;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes the steps of a run from its seed, before anything happens; pure. */
public final class Script {

  /** So many records of each kind are there before anything else happens. */
  private static final int FIRST = 6;

  /**
   * After these everything is compared anew, which puts right what was lost before: they do not
   * happen towards the end.
   */
  private static final Set<Act> COMPARES =
      EnumSet.of(Act.GRANT, Act.DEFINITION, Act.SYNC_TOKENS_EXPIRE, Act.NODE_RESTART);

  private Script() {}

  /** From this step on nothing compares everything anew; owners must be back by then. */
  static int lastComparison(int steps) {
    return steps * 3 / 5;
  }

  /** Everything that can happen. */
  public static List<Step> of(long seed, int steps) {
    return of(seed, steps, act -> true);
  }

  /** Only some of it. */
  public static List<Step> of(long seed, int steps, Predicate<Act> happens) {
    List<Act> acts = Arrays.stream(Act.values()).filter(happens).toList();
    int weights = acts.stream().mapToInt(Act::weight).sum();
    Random random = new Random(seed);
    Map<About, Integer> made = new EnumMap<>(About.class);
    Map<About, Integer> last = new EnumMap<>(About.class);
    List<Step> script = new ArrayList<>();
    for (int number = 1; number <= steps; number++) {
      int weight = random.nextInt(weights);
      int pick = random.nextInt(Integer.MAX_VALUE);
      int detail = random.nextInt(Integer.MAX_VALUE);
      Act act = beginning(acts, made);
      for (int i = 0; act == null; weight -= acts.get(i++).weight()) {
        act = weight < acts.get(i).weight() ? acts.get(i) : null;
      }
      if (COMPARES.contains(act) && number > lastComparison(steps)) {
        act = Act.CALM;
      }
      int there = made.getOrDefault(act.about(), 0);
      int record = act.makes() ? there : pick(pick, there, last.getOrDefault(act.about(), 0));
      if (act.makes()) {
        made.put(act.about(), there + 1);
      }
      last.put(act.about(), Math.max(0, record));
      script.add(new Step(number, act, record, detail));
    }
    return script;
  }

  private static @Nullable Act beginning(List<Act> acts, Map<About, Integer> made) {
    for (Act act : List.of(Act.ROW_WRITE, Act.PART_WRITE)) {
      if (acts.contains(act) && made.getOrDefault(act.about(), 0) < FIRST) {
        return act;
      }
    }
    return null;
  }

  /** Often the one before, mostly one of the last, so that several things happen to one at once. */
  private static int pick(int drawn, int there, int last) {
    if (there == 0) {
      return -1;
    }
    return switch (drawn % 4) {
      case 0 -> drawn / 4 % there;
      case 1, 2 -> last;
      default -> there - 1 - drawn / 4 % Math.min(there, 2 * FIRST);
    };
  }
}
