package dev.lockstep.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ContractFilterTest {

  private static final Contract CONTRACT = new Contract();

  /** The server listens before there are routes. */
  @Test
  void whileTheApplicationStartsItSaysSo() throws Exception {
    assertThat(status(false)).isEqualTo(503);
    assertThat(status(true)).isEqualTo(200);
  }

  @Test
  void aBodyThatIsNotUtf8IsABadRequestInEachOperation() throws Exception {
    byte[] latin = "{\"reason\": \"M\u00fcller\"}".getBytes(StandardCharsets.ISO_8859_1);
    List<Contract.Operation> withBody =
        CONTRACT.operations().stream().filter(operation -> operation.body() != null).toList();
    assertThat(withBody).isNotEmpty();
    for (Contract.Operation operation : withBody) {
      for (String type : List.of("application/json", "application/json;charset=ISO-8859-1")) {
        MockHttpServletResponse response = sent(operation, type, latin);
        assertThat(response.getStatus()).as(operation.id()).isEqualTo(400);
        assertThat(response.getContentType()).isEqualTo("application/problem+json");
        assertThat(response.getContentAsString()).contains("the body is not UTF-8");
      }
    }
  }

  @Test
  void aCharacterSetThatNobodyKnowsIsNotJson() throws Exception {
    for (Contract.Operation operation : CONTRACT.operations()) {
      MockHttpServletResponse response =
          sent(operation, "application/json;charset=nope", "{}".getBytes(StandardCharsets.UTF_8));
      assertThat(response.getStatus()).as(operation.id()).isEqualTo(415);
      assertThat(response.getContentType()).isEqualTo("application/problem+json");
    }
  }

  @Test
  void whatPassesIsReadAsUtf8WhateverItsTypeNames() throws Exception {
    byte[] body = "{\"reason\": \"M\u00fcller\"}".getBytes(StandardCharsets.UTF_8);
    MockFilterChain passed = new MockFilterChain();
    ServletRequest request = passedBy(passed, "application/json;charset=ISO-8859-1", body);

    assertThat(request.getContentType()).isEqualTo("application/json");
    assertThat(request.getCharacterEncoding()).isEqualTo("UTF-8");
    assertThat(request.getInputStream().readAllBytes()).isEqualTo(body);
    assertThat(request.getReader().readLine()).contains("M\u00fcller");
  }

  private static ServletRequest passedBy(MockFilterChain chain, String type, byte[] body)
      throws Exception {
    filter()
        .doFilter(
            request("POST", "/dead-letters/1/skip", type, body),
            new MockHttpServletResponse(),
            chain);
    return chain.getRequest();
  }

  private static MockHttpServletResponse sent(
      Contract.Operation operation, String type, byte[] body) throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();
    String path = operation.path().replaceAll("\\{[^}]+}", "1");
    filter()
        .doFilter(request(operation.method(), path, type, body), response, new MockFilterChain());
    return response;
  }

  private static ContractFilter filter() {
    return new ContractFilter(CONTRACT, 1000, () -> true);
  }

  private static MockHttpServletRequest request(
      String method, String path, String type, byte[] body) {
    MockHttpServletRequest request = new MockHttpServletRequest(method, Contract.BASE + path);
    request.setContentType(type);
    request.setContent(body);
    return request;
  }

  private static int status(boolean isServed) throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();
    new ContractFilter(CONTRACT, 1000, () -> isServed)
        .doFilter(
            new MockHttpServletRequest("GET", "/api/v1/syncs"), response, new MockFilterChain());
    return response.getStatus();
  }
}
