package dev.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;

@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class LetGoTest {

  /** With something to hold, as other classes have an application. */
  @Nested
  @Order(1)
  class Holds {

    private static @Nullable Object held;
    private static final Object CONSTANT = new Object();
    private static int number;

    @BeforeAll
    static void start() {
      held = new Object();
      number = 3;
    }

    @Test
    void itHasWhatItHolds() {
      assertThat(held).isNotNull();
    }

    @AfterAll
    static void stop() {
      stoppedWith = held;
    }
  }

  private static @Nullable Object stoppedWith;

  @Nested
  @Order(2)
  class Afterwards {

    @Test
    void itHoldsNothing() {
      assertThat(stoppedWith).as("until the very end").isNotNull();
      assertThat(Holds.held).isNull();
      assertThat(Holds.CONSTANT).isNotNull();
      assertThat(Holds.number).isEqualTo(3);
    }
  }
}
