package dev.lockstep.account;

import dev.lockstep.google.AccessToken;
import dev.lockstep.google.AccountUnavailable;
import dev.lockstep.google.ClientRefused;
import dev.lockstep.google.Credentials;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The connected Google identities and their tokens. A token is refreshed by one caller at a time,
 * on whatever node; a lost grant is told once and keeps the owner's work waiting.
 */
public class Accounts implements Credentials {

  private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

  private final Integrations integrations;
  private final TokenEndpoint google;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Supplier<? extends Collection<AccountListener>> listeners;
  private final Map<String, Held> held = new ConcurrentHashMap<>();

  Accounts(
      Integrations integrations,
      TokenEndpoint google,
      TransactionTemplate transaction,
      Clock clock,
      Supplier<? extends Collection<AccountListener>> listeners) {
    this.integrations = integrations;
    this.google = google;
    this.transaction = transaction;
    this.clock = clock;
    this.listeners = listeners;
  }

  /** The owner's current identity. */
  public Optional<Account> find(String owner) {
    return integrations.find(owner);
  }

  /** Every owner's current identity, by owner. */
  public List<Account> all() {
    return integrations.all();
  }

  /** Whose new changes are queued (PROTOCOL 2.4). */
  public Set<String> queueableOwners() {
    return integrations.all().stream()
        .filter(Account::isQueueable)
        .map(Account::owner)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Connects the owner with what Google granted, asking Google who it is. An identity that the
   * owner had before keeps the day of its first connection.
   *
   * @throws IOException when Google cannot be asked
   */
  public Account connect(String owner, GrantedTokens tokens) throws IOException {
    TokenEndpoint.Identity identity = google.userinfo(tokens.access());
    Account account =
        inTransaction(
            () -> {
              integrations.connect(owner, identity.subject(), identity.email(), tokens);
              return integrations.require(owner);
            });
    held.remove(owner);
    LOG.info("account={} connected email={}", owner, account.email());
    tell(listener -> listener.connected(account));
    return account;
  }

  /** Forgets the tokens; events and mappings stay, and are adopted when the owner returns. */
  public void disconnect(String owner) {
    inTransaction(() -> integrations.lock(owner))
        .flatMap(Integrations.Stored::refreshToken)
        .ifPresent(token -> revoke(owner, token));
    stop(owner, Account.Status.DISCONNECTED, "disconnected by its owner");
  }

  /** Switches the owner off; tokens are kept for {@link #enable}. */
  public void disable(String owner) {
    stop(owner, Account.Status.DISABLED, "disabled by an admin");
  }

  /** Switches a disabled owner on again. */
  public void enable(String owner) {
    Optional<Account> enabled =
        inTransaction(
            () ->
                integrations.move(owner, Account.Status.DISABLED, Account.Status.ACTIVE, null)
                    ? integrations.find(owner)
                    : Optional.empty());
    enabled.ifPresent(account -> tell(listener -> listener.connected(account)));
  }

  /** Writes every stored secret anew with the current key; the number of accounts touched. */
  public int reencrypt() {
    return inTransaction(integrations::reencrypt);
  }

  @Override
  public AccessToken accessToken(String owner) {
    Held known = held.get(owner);
    if (known != null && known.isGood(clock)) {
      return known.token();
    }
    return obtain(owner, stored -> stored.accessToken().filter(t -> Held.isFresh(t, clock)));
  }

  @Override
  public AccessToken renewed(String owner, AccessToken refused) {
    return obtain(
        owner,
        stored ->
            stored
                .accessToken()
                .filter(t -> Held.isFresh(t, clock))
                .filter(t -> !t.value().equals(refused.value())));
  }

  /**
   * The stored token if it will do, else a refreshed one; the row's lock makes it one at a time.
   */
  private AccessToken obtain(String owner, TokenChoice choice) {
    Obtained obtained =
        inTransaction(
            () -> {
              Integrations.Stored stored =
                  integrations
                      .lock(owner)
                      .orElseThrow(
                          () ->
                              new AccountUnavailable(
                                  owner,
                                  "unknown_account",
                                  "account '%s' is not connected".formatted(owner)));
              requireUsable(stored.account());
              Optional<AccessToken> good = choice.from(stored);
              return good.isPresent() ? new Obtained.Token(good.get()) : refresh(stored);
            });
    return switch (obtained) {
      case Obtained.Token good -> {
        held.put(owner, new Held(good.token(), clock.instant()));
        yield good.token();
      }
      case Obtained.Lost lost -> {
        Account account = lost.account();
        held.remove(owner);
        LOG.warn("account={} must be connected again: {}", owner, account.reason());
        throw unavailable(account);
      }
      case Obtained.Misconfigured ours -> throw ours.cause();
      case Obtained.Unanswered none -> throw new TokenServerUnreachable(owner, none.cause());
    };
  }

  private Obtained refresh(Integrations.Stored stored) {
    String owner = stored.account().owner();
    Optional<String> refreshToken = stored.refreshToken();
    if (refreshToken.isEmpty()) {
      return lose(owner, "there is no refresh token");
    }
    integrations.waitForGoogle();
    try {
      GrantedTokens granted = google.refresh(refreshToken.get());
      integrations.save(stored.account(), granted);
      return new Obtained.Token(granted.access());
    } catch (TokenEndpoint.Refused refused) {
      return switch (refused.error()) {
        case "invalid_grant" -> lose(owner, refused.getMessage());
        // Our own configuration: every account would be lost for it.
        case "invalid_client" ->
            new Obtained.Misconfigured(
                new ClientRefused(refused.error(), String.valueOf(refused.getMessage())));
        // Ours as well, where GOOGLE_CLIENT_ID was changed; others may be of the new client
        // already.
        case "unauthorized_client" ->
            new Obtained.Misconfigured(
                new AccountUnavailable(
                    owner,
                    refused.error(),
                    ("account '%s' was connected through another OAuth client than GOOGLE_CLIENT_ID"
                            + " (%s): put the former one back, or connect the account again; it"
                            + " waits, and is not lost")
                        .formatted(owner, refused.getMessage())));
        default -> new Obtained.Unanswered(refused);
      };
    } catch (IOException e) {
      return new Obtained.Unanswered(e);
    }
  }

  private Obtained lose(String owner, String reason) {
    integrations.lose(owner, reason);
    Account lost = integrations.require(owner);
    // Nobody finds the loss again once it is stored: a crash in between would leave it untold.
    tell(listener -> listener.reconnectRequired(lost));
    return new Obtained.Lost(lost);
  }

  private void stop(String owner, Account.Status status, String reason) {
    Optional<Account> stopped =
        inTransaction(
            () ->
                integrations.stop(owner, status, reason)
                    ? integrations.find(owner)
                    : Optional.empty());
    held.remove(owner);
    stopped.ifPresent(
        account -> {
          LOG.info("account={} {}", owner, status.word());
          tell(listener -> listener.stopped(account));
        });
  }

  private void revoke(String owner, String refreshToken) {
    try {
      google.revoke(refreshToken);
    } catch (IOException e) {
      LOG.info("account={} could not be revoked at Google: {}", owner, e.getMessage());
    }
  }

  private void requireUsable(Account account) {
    switch (account.status()) {
      case ACTIVE, DELAYED -> {}
      case RECONNECT_REQUIRED, DISABLED, DISCONNECTED -> throw unavailable(account);
    }
  }

  private static AccountUnavailable unavailable(Account account) {
    String reason =
        account.status() == Account.Status.RECONNECT_REQUIRED
            ? "invalid_grant"
            : account.status().word();
    return new AccountUnavailable(
        account.owner(),
        reason,
        "account '%s' is %s (%s)"
            .formatted(account.owner(), account.status().word(), account.reason()));
  }

  private void tell(Consumer<AccountListener> news) {
    listeners.get().forEach(news);
  }

  private <T> T inTransaction(Supplier<T> work) {
    return transaction.execute(status -> work.get());
  }

  private interface TokenChoice {
    Optional<AccessToken> from(Integrations.Stored stored);
  }

  private sealed interface Obtained {
    record Token(AccessToken token) implements Obtained {}

    record Lost(Account account) implements Obtained {}

    record Misconfigured(RuntimeException cause) implements Obtained {}

    record Unanswered(IOException cause) implements Obtained {}
  }
}
