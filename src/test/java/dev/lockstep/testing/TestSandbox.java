package dev.lockstep.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** A sandbox of Google's APIs of one test's own, in memory on a random port. */
public final class TestSandbox implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Sandbox sandbox;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestSandbox(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  public static TestSandbox start() {
    return start(SandboxOptions.inMemory());
  }

  public static TestSandbox start(SandboxOptions options) {
    return new TestSandbox(Sandbox.start(options));
  }

  public int port() {
    return sandbox.port();
  }

  /** Ends with a slash, as Google's clients want it. */
  public String rootUrl() {
    return sandbox.rootUrl();
  }

  /** Makes the account or finds it; the answer has `email`, `access_token`, `refresh_token`. */
  public JsonNode account(String email) {
    return control("accounts", "{\"email\": \"" + email + "\"}");
  }

  public String accessToken(String email) {
    return account(email).path("access_token").asText();
  }

  /** Makes the next calls behave badly, for example {@code {"kind": "status", "code": 503}}. */
  public String fault(String json) {
    return control("faults", json).path("id").asText();
  }

  /** Takes back what {@link #fault} began. */
  public void mend(String fault) {
    send(
        HttpRequest.newBuilder(URI.create(rootUrl() + "sandbox/faults/" + fault)).DELETE().build());
  }

  /** POSTs to {@code /sandbox/PATH}; anything but a 2xx is a failure of the test. */
  public JsonNode control(String path, String json) {
    return read(
        HttpRequest.newBuilder(URI.create(rootUrl() + "sandbox/" + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  /** The request log after line `after`. */
  public JsonNode requests(long after) {
    return read(
        HttpRequest.newBuilder(URI.create(rootUrl() + "sandbox/requests?after=" + after)).build());
  }

  /** Any call as this account: {@code call("GET", "calendar/v3/colors", token, null)}. */
  public HttpResponse<String> call(
      String method, String path, String accessToken, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(rootUrl() + path))
            .header("Authorization", "Bearer " + accessToken)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private JsonNode read(HttpRequest request) {
    HttpResponse<String> response = send(request);
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          request.uri() + " answered " + response.statusCode() + ": " + response.body());
    }
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
