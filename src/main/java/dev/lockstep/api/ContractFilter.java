package dev.lockstep.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
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
      problem.document().write(response);
      return;
    }
    byte[] body = request.getInputStream().readNBytes(longestBody);
    if (!isUtf8(body)) {
      ApiProblem.badRequest("the body is not UTF-8").document().write(response);
      return;
    }
    request.setAttribute(OPERATION, operation.orElseThrow());
    response.setHeader(
        "Cache-Control", operation.get().isRead() ? "private, no-cache" : "no-store");
    chain.doFilter(new PlainRequest(request, body), response);
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
    return request.getContentLengthLong() > 0 && (type == null || !isJson(type))
        ? ApiProblem.notJson(type == null ? "without a type" : type)
        : null;
  }

  /**
   * JSON is UTF-8 whatever character set is named; one that nobody knows is a mistake all the same.
   */
  private static boolean isJson(String type) {
    try {
      MediaType.parseMediaType(type);
    } catch (InvalidMediaTypeException e) {
      return false;
    }
    return JSON.test(type);
  }

  private static boolean isUtf8(byte[] body) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
