package dev.lockstep.api;

import dev.lockstep.engine.Refused;
import dev.lockstep.logs.DatabaseFailure;
import dev.lockstep.servlet.ProblemDocument;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;

/** Writes answers and problems; of the request nothing is left in them. */
@Component
final class ApiAnswers {

  private static final Logger LOG = LoggerFactory.getLogger(ApiAnswers.class);

  /** Step of route `api-answer`. */
  public void write(Exchange exchange) {
    Message message = exchange.getMessage();
    Answer answer = message.getBody(Answer.class);
    ApiRequest request = exchange.getProperty(ApiRequests.REQUEST, ApiRequest.class);
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
    if (answer.body() == null) {
      message.setBody(null);
      return;
    }
    String text = answer.body().toString();
    if (request.operation().isRead()) {
      String tag = tag(text);
      message.setHeader("ETag", tag);
      if (isAmong(tag, request.ifNoneMatch())) {
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 304);
        message.setBody(null);
        return;
      }
    }
    body(message, "application/json", text);
  }

  /** Step of every route's failure. */
  public void problem(Exchange exchange) {
    Message message = exchange.getMessage();
    ProblemDocument problem =
        problem(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class), exchange)
            .document();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.status());
    problem.headers().forEach(message::setHeader);
    body(message, ProblemDocument.MEDIA_TYPE, problem.json());
  }

  private static ApiProblem problem(Exception failure, Exchange exchange) {
    return switch (failure) {
      case ApiProblem problem -> problem;
      case Refused refused -> ApiProblem.of(refused);
      case CannotCreateTransactionException e -> unavailable(e);
      case PessimisticLockingFailureException e -> contended(e);
      case TransientDataAccessException e -> unavailable(e);
      case DataAccessResourceFailureException e -> unavailable(e);
      default -> {
        LOG.error("api: request {} failed", exchange.getExchangeId(), failure);
        yield ApiProblem.ours(exchange.getExchangeId());
      }
    };
  }

  private static ApiProblem unavailable(Exception failure) {
    DatabaseFailure.warn(LOG, "api: the database does not answer", failure);
    return ApiProblem.unavailable("the database does not answer");
  }

  /** It answers: of two that waited for one another this one gave way, or it has waited enough. */
  private static ApiProblem contended(Exception failure) {
    DatabaseFailure.warn(LOG, "api: a request gave way to others", failure);
    return ApiProblem.unavailable(
        "others changed the same records at the same moment; nothing of this was done, ask again");
  }

  private static void body(Message message, String type, String text) {
    message.setHeader(Exchange.CONTENT_TYPE, type);
    message.setBody(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isAmong(String tag, @Nullable String ifNoneMatch) {
    return ifNoneMatch != null
        && Arrays.stream(ifNoneMatch.split(","))
            .map(String::strip)
            .anyMatch(each -> each.equals("*") || each.replaceFirst("^W/", "").equals(tag));
  }

  private static String tag(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return '"'
          + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16))
          + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }
}
