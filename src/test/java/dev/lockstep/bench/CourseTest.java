package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.bench.Course.Reading;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class CourseTest {

  @Test
  void whatComesToRestInTheFirstQuarterIsFlat() {
    assertThat(course(0, 10, 60, 100, 100, 100, 101, 99, 100).isFlat()).isTrue();
  }

  @Test
  void whatGrowsAllTheTimeIsNot() {
    assertThat(course(0, 10, 20, 30, 40, 50, 60, 70, 80).isFlat()).isFalse();
  }

  @Test
  void whatGrewAtTheEndAloneIsNot() {
    assertThat(course(0, 100, 100, 100, 100, 100, 100, 120, 120).isFlat()).isFalse();
  }

  @Test
  void aTenthMoreIsFlat() {
    assertThat(course(0, 1, 1, 1000, 1000, 1, 1, 1099, 1101).isFlat()).isTrue();
    assertThat(course(0, 1, 1, 1000, 1000, 1, 1, 1100, 1101).isFlat()).isFalse();
  }

  @Test
  void aFewMoreOfFewAreFlat() {
    assertThat(course(3, 0, 0, 2, 2, 2, 2, 5, 5).isFlat()).isTrue();
    assertThat(course(3, 0, 0, 2, 2, 2, 2, 6, 6).isFlat()).isFalse();
  }

  @Test
  void whatSwingsIsFlat() {
    assertThat(course(0, 0, 9, 0, 9, 0, 9, 0, 9).isFlat()).isTrue();
  }

  @Test
  void whatFallsIsFlat() {
    assertThat(course(0, 100, 90, 80, 70, 60, 50, 40, 30).isFlat()).isTrue();
  }

  @Test
  void fewSamplesSayNothing() {
    assertThatThrownBy(() -> course(0, 1, 2, 3, 4, 5, 6, 7))
        .hasMessage("threads: 7 samples say nothing, 8 might");
  }

  @Test
  void looksBecomeCourses() {
    List<Reading> look = List.of(new Reading("threads", 3, 40), new Reading("heap MB", 5, 60));
    assertThat(Course.of(List.of(look, look, look, look, look, look, look, look)))
        .containsExactly(
            course(3, 40, 40, 40, 40, 40, 40, 40, 40),
            new Course("heap MB", 5, List.of(60.0, 60.0, 60.0, 60.0, 60.0, 60.0, 60.0, 60.0)));
  }

  private static Course course(double allowance, double... samples) {
    return new Course("threads", allowance, DoubleStream.of(samples).boxed().toList());
  }
}
