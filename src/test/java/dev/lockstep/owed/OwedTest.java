package dev.lockstep.owed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwedTest {

  private final List<String> tried = new ArrayList<>();
  private final List<String> back = new ArrayList<>();
  private final Set<String> refused = new HashSet<>();
  private final Owed<String> owed =
      new Owed<>(
          held -> held,
          held -> {
            tried.add(held);
            if (refused.contains(held)) {
              throw new IllegalStateException(held);
            }
            back.add(held);
          });

  @Test
  void whatIsHeldIsGivenBackAlthoughAnEarlierOneIsNot() {
    refused.add("stuck");
    owed.giveBack("stuck");

    owed.giveBack("free");

    assertThat(back).containsExactly("free");
  }

  @Test
  void oneThatIsNotTakenKeepsTheOthersNoLongerThanOnce() {
    refused.addAll(Set.of("stuck", "one", "two"));
    List.of("stuck", "one", "two").forEach(owed::giveBack);
    refused.removeAll(Set.of("one", "two"));

    owed.giveBackAll();
    owed.giveBackAll();

    assertThat(back).containsExactly("one", "two");
    refused.clear();
    owed.giveBackAll();
    assertThat(back).containsExactly("one", "two", "stuck");
  }

  @Test
  void whileNothingIsTakenOnlyOneOfThemIsTriedEachTime() {
    refused.addAll(Set.of("one", "two"));
    List.of("one", "two").forEach(owed::giveBack);
    tried.clear();

    owed.giveBackAll();

    assertThat(tried).hasSize(1);
  }
}
