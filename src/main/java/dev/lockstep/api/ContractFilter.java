package dev.lockstep.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets through what the contract has an operation for, with a JSON body that is not too long. */
final class ContractFilter extends OncePerRequestFilter {

  /** Under this name the request keeps its operation. */
  static final String OPERATION = "dev.lockstep.api.operation";

  private static final Predicate<String> JSON =
      Pattern.compile("(?i)application/([\\w.-]+\\+)?json\\s*(;.*)?").asMatchPredicate();

  private final Contract contract;
  private final int longestBody;
  private final BooleanSupplier isServed;

  /**
   * @param isServed whether the routes are there; the server listens before they are
   */
  ContractFilter(Contract contract, int longestBody, BooleanSupplier isServed) {
    this.contract = contract;
    this.longestBody = longestBody;
    this.isServed = isServed;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String path = request.getRequestURI().substring(Contract.BASE.length());
    Optional<Contract.Operation> operation =
        contract.find(PlainRequest.method(request.getMethod()), path);
    ApiProblem problem = judge(request, path, operation.isPresent());
    if (problem != null) {
      Problems.write(response, problem);
      return;
    }
    request.setAttribute(OPERATION, operation.orElseThrow());
    response.setHeader(
        "Cache-Control", operation.get().isRead() ? "private, no-cache" : "no-store");
    chain.doFilter(new PlainRequest(request), response);
  }

  private @Nullable ApiProblem judge(HttpServletRequest request, String path, boolean isThere) {
    if (!isThere) {
      Set<String> methods = contract.methods(path);
      return methods.isEmpty()
          ? ApiProblem.notFound("there is nothing at " + Contract.BASE + path)
          : ApiProblem.methodNotAllowed(String.join(", ", methods));
    }
    if (!isServed.getAsBoolean()) {
      return ApiProblem.unavailable("the application is starting");
    }
    boolean isOfUnknownLength =
        request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") != null;
    if (isOfUnknownLength || request.getContentLengthLong() > longestBody) {
      return ApiProblem.tooLarge(longestBody);
    }
    String type = request.getContentType();
    return request.getContentLengthLong() > 0 && (type == null || !JSON.test(type))
        ? ApiProblem.notJson(type == null ? "without a type" : type)
        : null;
  }
}
