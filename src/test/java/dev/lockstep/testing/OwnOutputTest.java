package dev.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;

@ExtendWith(OwnOutput.class)
class OwnOutputTest {

  @BeforeAll
  static void beforeAnyTest() {
    System.out.println("first of all");
  }

  @Test
  void whatThreadsOfTheClassPrintIsItsOwn(CapturedOutput output) throws InterruptedException {
    System.out.println("by the test");
    System.err.println("as an error");
    Thread.ofVirtual().start(() -> System.out.println("by a thread of it")).join();

    assertThat(output.getOut())
        .contains("first of all", "by the test", "by a thread of it")
        .doesNotContain("as an error");
    assertThat(output.getErr()).contains("as an error");
    assertThat(output.getAll().lines()).containsSubsequence("by the test", "as an error");
  }

  @Test
  void whatOthersPrintIsNot(CapturedOutput output) throws InterruptedException {
    Thread.ofPlatform()
        .inheritInheritableThreadLocals(false)
        .start(() -> System.out.println("by somebody else"))
        .join();
    assertThat(output).doesNotContain("by somebody else");
  }

  @Test
  void workHandedToThreadsOfNobodyPrintsForTheClass(CapturedOutput output)
      throws InterruptedException {
    Thread.ofPlatform()
        .inheritInheritableThreadLocals(false)
        .start(WorkOfTests.carried(() -> System.out.println("carried")))
        .join();
    assertThat(output).contains("carried");
  }
}
