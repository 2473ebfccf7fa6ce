package dev.lockstep.demo;

import dev.lockstep.account.Account;
import dev.lockstep.account.Accounts;
import dev.lockstep.account.GrantedTokens;
import dev.lockstep.google.AccessToken;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Makes the demo's people at the sandbox, wherever that is, connects them, fills their sheet. */
@Component
@Profile("sandbox")
@ConditionalOnProperty(name = "lockstep.demo.enabled", matchIfMissing = true)
final class DemoAccounts implements SmartInitializingSingleton {

  private static final Logger LOG = LoggerFactory.getLogger(DemoAccounts.class);

  /** Owners, as the demo's tables name them. */
  static final Map<String, String> EMAILS =
      new TreeMap<>(
          Map.of(
              "1",
              "anna@example.com",
              "2",
              "ben@example.com",
              "finance@example.com",
              "finance@example.com"));

  private static final Set<String> SCOPES =
      Set.of(
          "https://www.googleapis.com/auth/calendar.events",
          "https://www.googleapis.com/auth/spreadsheets",
          "https://www.googleapis.com/auth/drive.file",
          "https://www.googleapis.com/auth/drive.metadata.readonly");

  /** Less than the sandbox's tokens live. */
  private static final Duration GOOD_FOR = Duration.ofMinutes(50);

  private final Accounts accounts;
  private final DemoSheet sheet;
  private final RestClient sandbox;

  DemoAccounts(
      Accounts accounts, DemoSheet sheet, @Value("${lockstep.google.root-url}") String googleRoot) {
    this.accounts = accounts;
    this.sheet = sheet;
    this.sandbox = RestClient.create(googleRoot.replaceFirst("/+$", ""));
  }

  @Override
  public void afterSingletonsInstantiated() {
    EMAILS.forEach(
        (owner, email) -> {
          if (!isConnected(owner)) {
            connect(owner, email);
          }
        });
    if (isConnected(DemoSheet.ACCOUNT)) {
      sheet.fill();
    }
  }

  private boolean isConnected(String owner) {
    return accounts
        .find(owner)
        .filter(account -> account.status() == Account.Status.ACTIVE)
        .isPresent();
  }

  private void connect(String owner, String email) {
    try {
      Made made =
          sandbox
              .post()
              .uri("/sandbox/accounts")
              .contentType(MediaType.APPLICATION_JSON)
              .body(Map.of("email", email, "timeZone", "Europe/Berlin"))
              .retrieve()
              .body(Made.class);
      accounts.connect(
          owner,
          new GrantedTokens(
              new AccessToken(made.access_token(), Instant.now().plus(GOOD_FOR)),
              made.refresh_token(),
              SCOPES));
    } catch (RestClientException | IOException e) {
      LOG.warn(
          "account={} of the demo is not connected, {} at the sandbox cannot be had: {}",
          owner,
          email,
          e.getMessage());
    }
  }

  /** The sandbox's answer, named as it names things. */
  record Made(String email, String access_token, String refresh_token) {}
}
