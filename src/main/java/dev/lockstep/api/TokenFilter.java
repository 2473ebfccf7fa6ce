package dev.lockstep.api;

import dev.lockstep.account.AccessTokens;
import dev.lockstep.logs.DatabaseFailure;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Knows callers by their bearer token, and how often each may call. */
final class TokenFilter extends OncePerRequestFilter {

  private static final Logger LOG = LoggerFactory.getLogger(TokenFilter.class);
  private static final String BEARER = "Bearer ";

  private final AccessTokens tokens;
  private final ApiLimits ofTokens;
  private final ApiLimits ofFailures;

  TokenFilter(AccessTokens tokens, ApiLimits ofTokens, ApiLimits ofFailures) {
    this.tokens = tokens;
    this.ofTokens = ofTokens;
    this.ofFailures = ofFailures;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    ApiProblem problem = judge(request);
    if (problem != null) {
      problem.document().write(response);
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      SecurityContextHolder.clearContext();
    }
  }

  /** Who guesses is stopped before the database is asked. */
  private @Nullable ApiProblem judge(HttpServletRequest request) {
    String address = request.getRemoteAddr();
    long wait = ofFailures.look(address);
    if (wait > 0) {
      return ApiProblem.tooMany(wait);
    }
    String token = token(request.getHeader("Authorization"));
    if (token == null) {
      ofFailures.take(address);
      return ApiProblem.unauthenticated("send it as Authorization: Bearer TOKEN");
    }
    Optional<AccessTokens.Holder> holder;
    try {
      holder = tokens.use(token);
    } catch (DataAccessException e) {
      DatabaseFailure.warn(LOG, "api: the database does not answer", e);
      return ApiProblem.unavailable("the database does not answer");
    }
    if (holder.isEmpty()) {
      ofFailures.take(address);
      return ApiProblem.unauthenticated("this one is unknown, revoked or expired");
    }
    wait = ofTokens.take(holder.get().id().toString());
    if (wait > 0) {
      return ApiProblem.tooMany(wait);
    }
    SecurityContext known = SecurityContextHolder.createEmptyContext();
    known.setAuthentication(
        UsernamePasswordAuthenticationToken.authenticated(
            holder.get(), null, AuthorityUtils.NO_AUTHORITIES));
    SecurityContextHolder.setContext(known);
    return null;
  }

  private static @Nullable String token(@Nullable String header) {
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).strip()
        : null;
  }
}
