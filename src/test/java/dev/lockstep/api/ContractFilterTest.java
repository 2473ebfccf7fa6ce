package dev.lockstep.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ContractFilterTest {

  /** The server listens before there are routes. */
  @Test
  void whileTheApplicationStartsItSaysSo() throws Exception {
    assertThat(status(false)).isEqualTo(503);
    assertThat(status(true)).isEqualTo(200);
  }

  private static int status(boolean isServed) throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();
    new ContractFilter(new Contract(), 1000, () -> isServed)
        .doFilter(
            new MockHttpServletRequest("GET", "/api/v1/syncs"), response, new MockFilterChain());
    return response.getStatus();
  }
}
