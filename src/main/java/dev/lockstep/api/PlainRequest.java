package dev.lockstep.api;

import dev.lockstep.servlet.ReadRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * A request that has passed, without what Spring would pick a handler by: Camel names one type of
 * body and of answer for each path, whatever the operation, so that a call without a body would be
 * refused, and one that accepts JSON too. Its body is read already, and is JSON in UTF-8 whatever
 * its type names beside that.
 */
final class PlainRequest extends ReadRequest {

  PlainRequest(HttpServletRequest request, byte[] body) {
    super(request, body);
  }

  /** A read without its answer's body is a read; the server leaves the body out. */
  static String method(String asked) {
    return asked.equals("HEAD") ? "GET" : asked;
  }

  @Override
  public String getMethod() {
    return method(super.getMethod());
  }

  @Override
  public String getContentType() {
    return MediaType.APPLICATION_JSON_VALUE;
  }

  @Override
  public String getCharacterEncoding() {
    return StandardCharsets.UTF_8.name();
  }

  @Override
  public @Nullable String getHeader(String name) {
    String plain = plain(name);
    return plain == null ? super.getHeader(name) : plain;
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    String plain = plain(name);
    return plain == null ? super.getHeaders(name) : Collections.enumeration(List.of(plain));
  }

  private @Nullable String plain(String name) {
    return name.equalsIgnoreCase(HttpHeaders.ACCEPT)
        ? MediaType.ALL_VALUE
        : name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE) ? getContentType() : null;
  }
}
