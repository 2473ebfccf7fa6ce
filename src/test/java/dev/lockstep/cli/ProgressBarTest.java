package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  private final StringWriter screen = new StringWriter();

  @Test
  void theBarIsFullAtTheEndOnly() {
    assertThat(ProgressBar.line(0, 200, "left"))
        .isEqualTo("[------------------------------]   0 % left");
    assertThat(ProgressBar.line(199, 200, "left"))
        .isEqualTo("[#############################-]  99 % left");
    assertThat(ProgressBar.line(201, 200, "left"))
        .isEqualTo("[##############################] 100 % left");
  }

  @Test
  void withoutAnEndInSightItCounts() {
    assertThat(ProgressBar.line(12, 0, "records")).isEqualTo("12 records");
  }

  @Test
  void onATerminalOneLineIsDrawnAndTakenAwayAgain() {
    try (ProgressBar bar = new ProgressBar(new PrintWriter(screen), true)) {
      bar.show(1, 2, "records");
    }

    assertThat(screen.toString())
        .isEqualTo("\r\u001b[K[###############---------------]  50 % records\r\u001b[K");
  }

  @Test
  void elsewhereNothingIsDrawn() {
    try (ProgressBar bar = new ProgressBar(new PrintWriter(screen), false)) {
      bar.show(1, 2, "records");
    }

    assertThat(screen.toString()).isEmpty();
  }
}
