package dev.lockstep.webhook;

import dev.lockstep.servlet.ReadRequest;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Of a body that a stranger sends no more is read than shows that it is too long: a route would
 * gather all of it before its first step.
 */
final class BodyLimit extends OncePerRequestFilter {

  private final int longest;

  BodyLimit(int longest) {
    this.longest = longest;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    byte[] body = request.getInputStream().readNBytes(longest + 1);
    chain.doFilter(new ReadRequest(request, body), response);
  }
}
