package dev.lockstep.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.client.http.apache.v5.Apache5HttpTransport;
import dev.lockstep.core.Failure;
import dev.lockstep.google.AccessToken;
import dev.lockstep.google.AccountUnavailable;
import dev.lockstep.google.Failures;
import dev.lockstep.google.TestGoogle;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class AccountsTest {

  private static final String KEY = "0f".repeat(32);

  private final TestSandbox sandbox = TestSandbox.start();
  private final TestDatabase database = TestDatabase.migrated();
  private final DataSource dataSource = database.dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final List<String> told = new ArrayList<>();
  private boolean ending;
  private final Accounts accounts = node(Clock.systemUTC());

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void aConnectedAccountIsFoundWithTheIdentityThatGoogleNames() throws Exception {
    Account anna = accounts.connect("1", granted("anna@example.com"));

    assertThat(anna.email()).isEqualTo("anna@example.com");
    assertThat(anna.subject()).isNotBlank();
    assertThat(anna.status()).isEqualTo(Account.Status.ACTIVE);
    assertThat(accounts.find("1")).contains(anna);
    assertThat(accounts.queueableOwners()).containsExactly("1");
    assertThat(told).containsExactly("connected 1");
  }

  /** I8: nothing readable in the table. */
  @Test
  void storedTokensCannotBeRead() throws Exception {
    GrantedTokens tokens = granted("anna@example.com");
    accounts.connect("1", tokens);

    String row =
        jdbc.sql("SELECT u::text FROM lockstep.user_integrations u").query(String.class).single();

    assertThat(row)
        .doesNotContain(tokens.access().value())
        .doesNotContain(Optional.ofNullable(tokens.refreshToken()).orElseThrow());
    assertThat(tokens.toString()).doesNotContain(tokens.access().value());
  }

  @Test
  void aTokenThatIsGoodIsUsedAsItIs() throws Exception {
    accounts.connect("1", granted("anna@example.com"));

    AccessToken first = accounts.accessToken("1");

    assertThat(accounts.accessToken("1")).isEqualTo(first);
    assertThat(refreshes()).isZero();
  }

  /** FAULTS 36. */
  @Test
  void manyCallersOnTwoNodesShareOneRefresh_36() throws Exception {
    accounts.connect("1", granted("anna@example.com"));
    AccessToken refused = accounts.accessToken("1");
    Accounts other = node(Clock.systemUTC());

    Set<AccessToken> renewed = new HashSet<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<AccessToken>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Accounts node = i % 2 == 0 ? accounts : other;
        answers.add(callers.submit(() -> node.renewed("1", refused)));
      }
      for (Future<AccessToken> answer : answers) {
        renewed.add(answer.get());
      }
    }

    assertThat(renewed).extracting(AccessToken::value).doesNotContain(refused.value());
    assertThat(renewed.stream().map(AccessToken::value).distinct()).hasSize(1);
    assertThat(refreshes()).isEqualTo(1);
  }

  @Test
  void aTokenIsRefreshedBeforeItExpiresAndTheRefreshTokenStays() throws Exception {
    accounts.connect("1", granted("anna@example.com"));
    Accounts later = node(Clock.fixed(Instant.now().plus(Duration.ofMinutes(59)), ZoneOffset.UTC));
    Accounts laterStill =
        node(Clock.fixed(Instant.now().plus(Duration.ofHours(3)), ZoneOffset.UTC));

    later.accessToken("1");
    laterStill.accessToken("1");

    assertThat(refreshes()).isEqualTo(2);
  }

  /** FAULTS 37. */
  @Test
  void aRevokedGrantIsToldOnceAndKeepsTheOwnersWork_37() throws Exception {
    accounts.connect("1", granted("anna@example.com"));
    AccessToken refused = accounts.accessToken("1");
    sandbox.control("revoke", "{\"email\": \"anna@example.com\"}");

    assertThatThrownBy(() -> accounts.renewed("1", refused))
        .isInstanceOfSatisfying(
            AccountUnavailable.class, e -> assertThat(e.reason()).isEqualTo("invalid_grant"));
    assertThatThrownBy(() -> accounts.accessToken("1")).isInstanceOf(AccountUnavailable.class);

    assertThat(told).containsExactly("connected 1", "reconnect 1");
    assertThat(accounts.find("1").orElseThrow().status())
        .isEqualTo(Account.Status.RECONNECT_REQUIRED);
    assertThat(accounts.queueableOwners()).containsExactly("1");

    accounts.connect("1", granted("anna@example.com"));
    assertThat(accounts.accessToken("1")).isNotNull();
  }

  @Test
  void aTokenServerThatIsDownLosesNoGrant() throws Exception {
    accounts.connect("1", granted("anna@example.com"));
    AccessToken refused = accounts.accessToken("1");
    sandbox.fault("{\"kind\": \"status\", \"code\": 503, \"path\": \".*token.*\", \"times\": 1}");

    assertThatThrownBy(() -> accounts.renewed("1", refused))
        .satisfies(e -> assertThat(Failures.of(e).kind()).isEqualTo(Failure.Kind.TRANSIENT));

    assertThat(accounts.find("1").orElseThrow().status()).isEqualTo(Account.Status.ACTIVE);
    assertThat(accounts.renewed("1", refused)).isNotNull();
  }

  @Test
  void aClientThatGoogleRefusesIsEverybodysMatterAndLosesNoGrant() throws Exception {
    accounts.connect("1", granted("anna@example.com"));
    AccessToken refused = accounts.accessToken("1");
    sandbox.fault(
        "{\"kind\": \"status\", \"code\": 401, \"reason\": \"invalid_client\", \"path\": \"/token$\", \"times\": 1}");

    assertThatThrownBy(() -> accounts.renewed("1", refused))
        .satisfies(
            e ->
                assertThat(Failures.of(e))
                    .returns(Failure.Kind.AUTH, Failure::kind)
                    .returns(Failure.Scope.PROJECT, Failure::scope)
                    .returns("invalid_client", Failure::reason))
        .hasMessageContaining("GOOGLE_CLIENT_ID or GOOGLE_CLIENT_SECRET")
        .hasMessageNotContaining("Exception");

    assertThat(accounts.find("1").orElseThrow().status()).isEqualTo(Account.Status.ACTIVE);
    assertThat(accounts.renewed("1", refused)).as("once the settings are right").isNotNull();
  }

  @Test
  void aTokenOfAnotherClientIsItsAccountsMatterAndLosesNoGrant() throws Exception {
    accounts.connect("1", granted("anna@example.com"));
    AccessToken refused = accounts.accessToken("1");
    sandbox.fault(
        "{\"kind\": \"status\", \"code\": 401, \"reason\": \"unauthorized_client\", \"path\": \"/token$\", \"times\": 1}");

    assertThatThrownBy(() -> accounts.renewed("1", refused))
        .satisfies(
            e ->
                assertThat(Failures.of(e))
                    .returns(Failure.Kind.AUTH, Failure::kind)
                    .returns(Failure.Scope.ACCOUNT, Failure::scope)
                    .returns("unauthorized_client", Failure::reason))
        .hasMessageContaining("another OAuth client than GOOGLE_CLIENT_ID");

    assertThat(accounts.find("1").orElseThrow().status()).isEqualTo(Account.Status.ACTIVE);
    assertThat(accounts.renewed("1", refused)).as("once the client is the right one").isNotNull();
  }

  /** FAULTS 65. */
  @Test
  void anotherIdentityStartsAfreshAndTheFirstOneFindsItsFirstDayAgain_65() throws Exception {
    Account first = accounts.connect("1", granted("anna@example.com"));
    Account second = accounts.connect("1", granted("other@example.com"));
    Account again = accounts.connect("1", granted("anna@example.com"));

    assertThat(second.subject()).isNotEqualTo(first.subject());
    assertThat(again.subject()).isEqualTo(first.subject());
    assertThat(again.firstConnected()).isEqualTo(first.firstConnected());
    assertThat(again.lastConnected()).isAfter(first.lastConnected());
    assertThat(accounts.all()).containsExactly(again);
  }

  @Test
  void aDisconnectedOwnerHasNoTokensLeft() throws Exception {
    accounts.connect("1", granted("anna@example.com"));

    accounts.disconnect("1");

    assertThat(accounts.queueableOwners()).isEmpty();
    assertThatThrownBy(() -> accounts.accessToken("1")).isInstanceOf(AccountUnavailable.class);
    assertThat(
            jdbc.sql(
                    "SELECT count(*) FROM lockstep.user_integrations WHERE refresh_token IS NOT NULL")
                .query(Integer.class)
                .single())
        .isZero();
    assertThat(told).containsExactly("connected 1", "stopped 1");
  }

  @Test
  void aDisabledOwnerComesBackWithTheOldGrant() throws Exception {
    accounts.connect("1", granted("anna@example.com"));

    accounts.disable("1");
    assertThatThrownBy(() -> accounts.accessToken("1")).isInstanceOf(AccountUnavailable.class);
    accounts.enable("1");

    assertThat(accounts.accessToken("1")).isNotNull();
    assertThat(told).containsExactly("connected 1", "stopped 1", "connected 1");
  }

  @Test
  void anUnknownOwnerIsSaidToBeUnknown() {
    assertThatThrownBy(() -> accounts.accessToken("nobody")).hasMessageContaining("'nobody'");
  }

  /** FAULTS 39. */
  @Test
  void secretsAreWrittenAnewWithTheCurrentKey_39() throws Exception {
    accounts.connect("1", granted("anna@example.com"));
    String newKey = "1e".repeat(32);

    int count = node(Clock.systemUTC(), new TokenSettings(newKey, null, List.of(KEY))).reencrypt();

    assertThat(count).isEqualTo(1);
    assertThat(node(Clock.systemUTC(), new TokenSettings(newKey, null, List.of())).accessToken("1"))
        .isNotNull();
    assertThatThrownBy(() -> node(Clock.systemUTC()).accessToken("1"))
        .hasMessageContaining("TOKENS_ENCRYPTION_KEY");
  }

  /** FAULTS 39: a bean that cannot be made ends the start. */
  @Test
  void nothingStartsWithAKeyThatDoesNotOpenWhatIsStored_39() throws Exception {
    accounts.connect("1", granted("anna@example.com"));
    String newKey = "1e".repeat(32);

    assertThatThrownBy(() -> started(new TokenSettings(newKey, null, List.of())))
        .satisfies(
            e -> {
              FailureAnalysis said = analysis(new BeanCreationException("accounts", "no bean", e));
              assertThat(said.getDescription())
                  .contains("account 1", "TOKENS_ENCRYPTION_KEY is key")
                  .doesNotContain(newKey);
              assertThat(said.getAction()).contains("TOKENS_OLD_ENCRYPTION_KEYS");
            });
    assertThat(started(new TokenSettings(newKey, null, List.of(KEY))).accessToken("1")).isNotNull();
  }

  /** By those that are registered, as a start does that has failed. */
  private static FailureAnalysis analysis(Throwable failure) {
    return SpringFactoriesLoader.forDefaultResourceLocation()
        .load(
            FailureAnalyzer.class,
            SpringFactoriesLoader.FailureHandler.handleMessage((unmade, why) -> {}))
        .stream()
        .map(analyzer -> analyzer.analyze(failure))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  private Accounts started(TokenSettings settings) {
    StaticListableBeanFactory beside = new StaticListableBeanFactory();
    return new AccountBeans()
        .accounts(
            jdbc,
            new JdbcTransactionManager(dataSource),
            settings,
            TestGoogle.settings(sandbox),
            new Apache5HttpTransport(),
            beside.getBeanProvider(Clock.class),
            beside.getBeanProvider(AccountListener.class));
  }

  @Test
  void anAccessTokenIsGoodUntilItIsRevokedAndNeverStored() {
    AccessTokens tokens = new AccessTokens(jdbc);
    AccessTokens.Made made = tokens.create("sandbox", List.of("read", "operate"), null);
    String token = made.token();

    assertThat(tokens.use(token))
        .contains(new AccessTokens.Holder(made.id(), "sandbox", Set.of("read", "operate")));
    assertThat(tokens.use(token + "x")).isEmpty();
    assertThat(jdbc.sql("SELECT t::text FROM lockstep.access_token t").query(String.class).single())
        .doesNotContain(token);
    tokens.revoke("sandbox");
    assertThat(tokens.use(token)).isEmpty();
  }

  @Test
  void anAccessTokenEndsWithItsLifetimeAndItsUseIsNoted() {
    AccessTokens tokens = new AccessTokens(jdbc);
    AccessTokens.Made made = tokens.create("ci", List.of("read"), Duration.ofHours(1));
    assertThat(made.expiresAt()).isAfter(java.time.Instant.now());
    assertThat(tokens.use(made.token())).isPresent();
    assertThat(
            jdbc.sql("SELECT last_used_at IS NOT NULL FROM lockstep.access_token")
                .query(Boolean.class)
                .single())
        .isTrue();

    jdbc.sql("UPDATE lockstep.access_token SET expires_at = now() - interval '1 second'").update();
    assertThat(tokens.use(made.token())).isEmpty();
    assertThat(tokens.rotate(made.id())).as("nor does it come back").isEmpty();
    assertThat(tokens.find(made.id())).isEmpty();
  }

  /** A process that ends between the two leaves neither; FAULTS 37. */
  @Test
  void aLossIsStoredTogetherWithWhatIsToldOfIt_37() throws Exception {
    accounts.connect("1", granted("anna@example.com"));
    AccessToken refused = accounts.accessToken("1");
    sandbox.control("revoke", "{\"email\": \"anna@example.com\"}");
    ending = true;

    assertThatThrownBy(() -> accounts.renewed("1", refused)).hasMessage("it ends here");
    assertThat(accounts.find("1").orElseThrow().status()).isEqualTo(Account.Status.ACTIVE);

    ending = false;
    assertThatThrownBy(() -> accounts.renewed("1", refused)).isInstanceOf(AccountUnavailable.class);
    assertThat(told).containsExactly("connected 1", "reconnect 1");
  }

  private GrantedTokens granted(String email) {
    JsonNode account = sandbox.account(email);
    return new GrantedTokens(
        new AccessToken(account.path("access_token").asText(), Instant.now().plusSeconds(3600)),
        account.path("refresh_token").asText(),
        Set.of("https://www.googleapis.com/auth/calendar.events"));
  }

  private int refreshes() {
    return (int)
        sandbox.requests(0).findValuesAsText("path").stream()
            .filter(path -> path.startsWith("/token"))
            .count();
  }

  private Accounts node(Clock clock) {
    return node(clock, new TokenSettings(KEY, null, List.of()));
  }

  private Accounts node(Clock clock, TokenSettings settings) {
    return new Accounts(
        new Integrations(jdbc, new Vault(settings)),
        new TokenEndpoint(TestGoogle.settings(sandbox), new Apache5HttpTransport(), clock),
        new TransactionTemplate(new JdbcTransactionManager(dataSource)),
        clock,
        () -> List.of(listener()));
  }

  private AccountListener listener() {
    return new AccountListener() {
      @Override
      public void connected(Account account) {
        told.add("connected " + account.owner());
      }

      @Override
      public void stopped(Account account) {
        told.add("stopped " + account.owner());
      }

      @Override
      public void reconnectRequired(Account account) {
        if (ending) {
          throw new IllegalStateException("it ends here");
        }
        told.add("reconnect " + account.owner());
      }
    };
  }
}
