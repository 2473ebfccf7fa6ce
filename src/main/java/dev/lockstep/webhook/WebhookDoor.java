package dev.lockstep.webhook;

import dev.lockstep.servlet.ProblemDocument;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The first that a stranger meets. What is no notification is refused here, without a line in the
 * log. Of a body no more is kept than shows that it is too long: a route would gather all of it
 * before its first step. The rest is read past, for of a connection that is closed while its client
 * still writes the answer can be lost.
 */
final class WebhookDoor extends OncePerRequestFilter {

  /** Whoever sends more, in bytes, need not get an answer. */
  private static final int MOST_SKIPPED = 2 * 1024 * 1024;

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
      InputStream sent = request.getInputStream();
      body = sent.readNBytes(longest + 1);
      readPast(sent);
    } catch (IOException e) {
      ProblemDocument.of(400, "bad-request", "This is no request", "the body cannot be read")
          .write(response);
      return;
    }
    chain.doFilter(new BareNotification(request, body), response);
  }

  private static void readPast(InputStream rest) throws IOException {
    byte[] buffer = new byte[8192];
    int skipped = 0;
    for (int read = 0; read >= 0 && skipped < MOST_SKIPPED; skipped += read) {
      read = rest.read(buffer);
    }
  }
}
