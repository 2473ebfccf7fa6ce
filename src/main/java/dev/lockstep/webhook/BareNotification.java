package dev.lockstep.webhook;

import dev.lockstep.servlet.ReadRequest;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What counts of a notification: bytes, and the headers that a webhook reads. By everything else,
 * as its type, encoding, query or cookies, a stranger could choose how those bytes are taken apart
 * on their way, and what that says when it fails.
 */
final class BareNotification extends ReadRequest {

  private static final List<String> READ = List.of("x-goog-", "x-lockstep-");
  private static final String TYPE = "application/octet-stream";

  BareNotification(HttpServletRequest request, byte[] body) {
    super(request, body);
  }

  private static boolean isRead(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return READ.stream().anyMatch(lower::startsWith);
  }

  @Override
  public @Nullable String getHeader(String name) {
    return isRead(name) ? super.getHeader(name) : null;
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return isRead(name) ? super.getHeaders(name) : Collections.emptyEnumeration();
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return Collections.enumeration(
        Collections.list(super.getHeaderNames()).stream()
            .filter(BareNotification::isRead)
            .toList());
  }

  @Override
  public int getIntHeader(String name) {
    return -1;
  }

  @Override
  public long getDateHeader(String name) {
    return -1;
  }

  @Override
  public String getContentType() {
    return TYPE;
  }

  @Override
  public @Nullable String getCharacterEncoding() {
    return null;
  }

  @Override
  public Cookie @Nullable [] getCookies() {
    return null;
  }

  @Override
  public @Nullable String getQueryString() {
    return null;
  }

  @Override
  public @Nullable String getParameter(String name) {
    return null;
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.emptyEnumeration();
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    return null;
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return Map.of();
  }

  @Override
  public Collection<Part> getParts() {
    return List.of();
  }

  @Override
  public @Nullable Part getPart(String name) {
    return null;
  }

  @Override
  public Locale getLocale() {
    return Locale.ROOT;
  }

  @Override
  public Enumeration<Locale> getLocales() {
    return Collections.enumeration(List.of(Locale.ROOT));
  }
}
