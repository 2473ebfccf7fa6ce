package dev.lockstep.convergence;

import dev.lockstep.convergence.Act.About;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes the steps of a run from its seed, before anything happens; pure. */
public final class Script {

  /** So many records of each kind are there before anything else happens. */
  private static final int FIRST = 6;

  private Script() {}

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
    List<Step> script = new ArrayList<>();
    for (int number = 1; number <= steps; number++) {
      int weight = random.nextInt(weights);
      int pick = random.nextInt(Integer.MAX_VALUE);
      int detail = random.nextInt(Integer.MAX_VALUE);
      Act act = beginning(acts, made);
      for (int i = 0; act == null; weight -= acts.get(i++).weight()) {
        act = weight < acts.get(i).weight() ? acts.get(i) : null;
      }
      int there = made.getOrDefault(act.about(), 0);
      if (act.makes()) {
        made.put(act.about(), there + 1);
        script.add(new Step(number, act, there, detail));
      } else {
        script.add(new Step(number, act, there == 0 ? -1 : pick(pick, there), detail));
      }
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

  /** Mostly one of the last, so that several things happen to one at the same time. */
  private static int pick(int drawn, int there) {
    int recent = Math.min(there, 2 * FIRST);
    return drawn % 4 == 0 ? drawn / 4 % there : there - 1 - drawn / 4 % recent;
  }
}
