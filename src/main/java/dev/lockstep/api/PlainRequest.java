package dev.lockstep.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * A request that has passed, without what Spring would pick a handler by: Camel names one type of
 * body and of answer for each path, whatever the operation, so that a call without a body would be
 * refused, and one that accepts JSON too.
 */
final class PlainRequest extends HttpServletRequestWrapper {

  PlainRequest(HttpServletRequest request) {
    super(request);
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
    String type = super.getContentType();
    return type == null ? MediaType.APPLICATION_JSON_VALUE : type;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return name.equalsIgnoreCase(HttpHeaders.ACCEPT) ? MediaType.ALL_VALUE : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return name.equalsIgnoreCase(HttpHeaders.ACCEPT)
        ? Collections.enumeration(java.util.List.of(MediaType.ALL_VALUE))
        : super.getHeaders(name);
  }
}
