package dev.lockstep.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The API as any HTTP client has it; each answer is held against the contract. */
final class ApiClient {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String root;
  private final @Nullable String token;

  ApiClient(int port, @Nullable String token) {
    this("http://localhost:" + port, token);
  }

  private ApiClient(String root, @Nullable String token) {
    this.root = root;
    this.token = token;
  }

  ApiClient with(@Nullable String other) {
    return new ApiClient(root, other);
  }

  HttpResponse<String> get(String path, String... headers) {
    return call("GET", path, null, headers);
  }

  HttpResponse<String> post(String path, @Nullable String body, String... headers) {
    return call("POST", path, body, headers);
  }

  HttpResponse<String> call(String method, String path, @Nullable String body, String... headers) {
    return send(
        path,
        request -> {
          request.method(
              method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
          if (body != null) {
            request.setHeader("Content-Type", "application/json");
          }
          if (headers.length > 0) {
            request.headers(headers);
          }
        });
  }

  HttpResponse<String> send(String path, Consumer<HttpRequest.Builder> with) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + path));
    if (token != null) {
      request.setHeader("Authorization", "Bearer " + token);
    }
    with.accept(request);
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      Promised.holds(answer);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of an answer that is no problem. */
  static JsonNode json(HttpResponse<String> answer) {
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError(
          answer.uri() + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return tree(answer);
  }

  static JsonNode tree(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(answer.body(), e);
    }
  }
}
