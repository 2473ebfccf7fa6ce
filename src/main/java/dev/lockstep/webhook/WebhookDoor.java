package dev.lockstep.webhook;

import dev.lockstep.servlet.ProblemDocument;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The first that a stranger meets. What is no notification is refused here, without a line in the
 * log. Of a body no more is read than shows that it is too long: a route would gather all of it
 * before its first step.
 */
final class WebhookDoor extends OncePerRequestFilter {

  private final int longest;

  WebhookDoor(int longest) {
    this.longest = longest;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    // As it was sent: a path that is written in another way is another one.
    String path = request.getRequestURI().substring(request.getContextPath().length());
    if (!WebhookAddress.PATHS.contains(path)) {
      ProblemDocument.notFound("there is no such webhook").write(response);
      return;
    }
    if (!request.getMethod().equals("POST")) {
      ProblemDocument.methodNotAllowed("POST").write(response);
      return;
    }
    byte[] body;
    try {
      body = request.getInputStream().readNBytes(longest + 1);
    } catch (IOException e) {
      ProblemDocument.of(400, "bad-request", "This is no request", "the body cannot be read")
          .write(response);
      return;
    }
    chain.doFilter(new BareNotification(request, body), response);
  }
}
