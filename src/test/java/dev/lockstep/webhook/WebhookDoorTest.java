package dev.lockstep.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class WebhookDoorTest {

  private static final int LONGEST = 1000;
  private static final int TWO_MEGABYTES = 2 * 1024 * 1024;

  private final List<Integer> passed = new ArrayList<>();

  /** How much of a body nobody has read once a route has it. */
  private int unread(int length) throws ServletException, IOException {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", WebhookAddress.SHEET_PATH);
    request.setContent(new byte[length]);
    List<Integer> unread = new ArrayList<>();
    new WebhookDoor(LONGEST)
        .doFilter(
            request,
            new MockHttpServletResponse(),
            (seen, response) -> {
              passed.add(seen.getInputStream().readAllBytes().length);
              unread.add(request.getInputStream().readAllBytes().length);
            });
    return unread.getFirst();
  }

  @Test
  void ofALongBodyNoMoreIsKeptThanShowsThatItIsAndTheRestIsReadPast() throws Exception {
    assertThat(unread(LONGEST)).isZero();
    assertThat(unread(TWO_MEGABYTES)).isZero();
    assertThat(passed).containsExactly(LONGEST, LONGEST + 1);
  }

  @Test
  void whoeverSendsWithoutEndIsNotListenedToWithoutEnd() throws Exception {
    assertThat(unread(2 * TWO_MEGABYTES)).isGreaterThan(TWO_MEGABYTES - 100_000);
  }
}
