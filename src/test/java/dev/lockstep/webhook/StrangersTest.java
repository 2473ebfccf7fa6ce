package dev.lockstep.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.OwnOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

/** Whatever reaches the webhooks from the open network, byte by byte. */
@CamelSpringBootTest
@SpringBootTest(
    classes = PushContext.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "camel.main.routes-include-pattern=file:routes/webhooks.camel.yaml",
      "spring.flyway.enabled=false",
      "webhook.secret=the secret",
      "lockstep.google.root-url=http://localhost:1/",
      "tokens.encryption-key=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
    })
@DirtiesContext
@ExtendWith(OwnOutput.class)
class StrangersTest {

  /** What a stranger would like to read in the log as a line of its own. */
  private static final String FORGED = "2026-11-26T20:51:00.000Z  INFO account 1 disconnected";

  @LocalServerPort int port;

  private int toldBefore;

  @BeforeEach
  void listen(CapturedOutput output) {
    toldBefore = output.getAll().length();
  }

  /** All but that there are many of them, which an operator wants to know. */
  private List<String> told(CapturedOutput output) {
    return output
        .getAll()
        .substring(toldBefore)
        .lines()
        .filter(line -> !line.contains("21 notifications within a minute that are forged"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-www-form-urlencoded, no pair: Content-Type: application/x-www-form-urlencoded|x\nFORGED\n",
        "a broken escape: Content-Type: application/x-www-form-urlencoded|a=%zz&FORGED",
        "a charset in the form: Content-Type: application/x-www-form-urlencoded; charset=no|a=b",
        "a charset: Content-Type: text/plain; charset=nonsense|FORGED",
        "a charset with an escape: Content-Type: text/plain; charset=\"\\n\"|FORGED",
        "a type: Content-Type: FORGED/;;=|x",
        "no type: Accept: */*|FORGED",
        "what it accepts: Accept: FORGED,;/|x",
        "no multipart: Content-Type: multipart/form-data|FORGED",
        "a multipart body: Content-Type: multipart/form-data; boundary=b|--b\r\nFORGED\r\n",
        "no gzip: Content-Encoding: gzip|FORGED",
        "another encoding: Content-Encoding: FORGED|x",
        "another method, it says: X-HTTP-Method-Override: DELETE|x",
        "a form with another method: Content-Type: application/x-www-form-urlencoded|_method=PUT",
        "a language: Accept-Language: FORGED;;q=x|x",
        "an origin: Origin: FORGED|x",
        "a preflight: Access-Control-Request-Method: FORGED|x",
        "a cookie: Cookie: =FORGED;,\"|x",
        "a range: Range: FORGED|x",
        "a trace: traceparent: FORGED|x",
        "where it comes from: X-Forwarded-For: FORGED|x",
        "Camel's own: CamelHttpResponseCode: 500|x",
        "a number: X-Goog-Message-Number: FORGED|x",
        "a channel: X-Goog-Channel-ID: FORGED|x",
        "a time: X-Lockstep-Timestamp: 99999999999999999999|x"
      })
  void whateverAStrangerSaysIsAnswered200AndLeavesNothingInTheLog(
      String request, CapturedOutput output) throws IOException {
    String header = request.substring(request.indexOf(": ") + 2, request.indexOf('|'));
    String body = request.substring(request.indexOf('|') + 1);
    for (String path : new String[] {"calendar", "drive", "sheet", "sheet?a=%zz&b=" + escaped()}) {
      String answer =
          send(
              "POST /webhooks/google/" + path + " HTTP/1.1\r\nHost: localhost\r\n",
              header.replace("FORGED", "INFO forged"),
              body.replace("FORGED", FORGED));
      assertThat(answer).as(path).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    }
    assertThat(told(output)).isEmpty();
  }

  private static String escaped() {
    return "%0a" + FORGED.replace(" ", "%20");
  }

  @Test
  void aBodyOfAnyLengthIsAnswered200(CapturedOutput output) throws IOException {
    String chunk = "4000\r\n" + "a=b&".repeat(0x1000) + "\r\n";
    String answer =
        send(
            "POST /webhooks/google/sheet HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n"
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + chunk.repeat(100)
                + "0\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    assertThat(told(output)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /webhooks/google/sheet HTTP/1.1\r\nHost: localhost\r\n"
            + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nno length\r\nFORGED\r\n",
        "POST /webhooks/google/sheet%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "POST /webhooks/google/sheet%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "POST /webhooks/google/sheet HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
        "POST /webhooks/google/<sheet> HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
      })
  void whatIsNoRequestIsRefusedWithoutALine(String request, CapturedOutput output)
      throws IOException {
    assertThat(send(request)).startsWith("HTTP/1.1 400 ").doesNotContain("Exception");
    assertThat(told(output)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "FORGED"})
  void otherMethodsAreRefusedAsAProblemWithoutALine(String method, CapturedOutput output)
      throws IOException {
    for (String path : new String[] {"calendar", "drive", "sheet"}) {
      String answer =
          send(
              method + " /webhooks/google/" + path + " HTTP/1.1\r\nHost: localhost\r\n",
              "Content-Type: application/x-www-form-urlencoded",
              "x");
      assertThat(answer)
          .startsWith("HTTP/1.1 405 ")
          .contains("\r\nAllow: POST\r\n", "\r\nContent-Type: application/problem+json");
      if (!method.equals("HEAD")) {
        assertThat(answer)
            .contains("\"type\":\"urn:problem-type:lockstep:method-not-allowed\"")
            .contains("\"detail\":\"allowed here: POST\"");
      }
    }
    assertThat(told(output)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /webhooks/google",
    "POST, /webhooks/google/",
    "POST, /webhooks/google/calendar/",
    "POST, /webhooks/google/calendar;a=b",
    "POST, /webhooks/google/c%61lendar",
    "POST, //webhooks/google/calendar",
    "POST, /webhooks/google/mail",
    "GET, /webhooks/google/mail",
    "GET, /webhooks/google/%0aINFO%20forged",
    "DELETE, /webhooks/google/..%3bx/calendar"
  })
  void elsewhereIsNothing(String method, String path, CapturedOutput output) throws IOException {
    String answer =
        send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n", "Accept: */*", "");
    assertThat(answer)
        .startsWith("HTTP/1.1 404 ")
        .contains("\r\nContent-Type: application/problem+json")
        .doesNotContain("forged");
    assertThat(told(output)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"DELETE, /webhooks", "GET, /webhooks/another", "POST, /webhooks/another"})
  void whatIsNotOursIsNotToldEither(String method, String path, CapturedOutput output)
      throws IOException {
    String answer =
        send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n", "Accept: a/b", "x");
    assertThat(answer).matches("(?s)HTTP/1.1 40[45] .*");
    assertThat(told(output)).isEmpty();
  }

  private String send(String start, String header, String body) throws IOException {
    return send(
        start
            + header
            + "\r\nContent-Length: "
            + body.getBytes(StandardCharsets.UTF_8).length
            + "\r\nConnection: close\r\n\r\n"
            + body);
  }

  private String send(String request) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.UTF_8));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
