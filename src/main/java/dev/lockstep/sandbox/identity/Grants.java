package dev.lockstep.sandbox.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Caller;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.state.Journal;
import dev.lockstep.sandbox.state.Ticks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What accounts granted to clients, and the tokens that stand for it. */
public final class Grants {

  /** What Google says an access token lives for, in seconds. */
  static final int LIFETIME = 3599;

  /** The client of tokens that the sandbox's own controls hand out. */
  public static final String CONTROL_CLIENT = "sandbox.apps.googleusercontent.com";

  private static final int MOST_REFRESH_TOKENS = 100;
  private static final long DAY = 86_400_000;

  /** One account and one client; it dies as a whole. */
  static final class Grant {
    final String email;
    final String clientId;
    final Set<String> scopes = new LinkedHashSet<>();

    /** Oldest first. */
    final LinkedHashMap<String, RefreshToken> refreshTokens = new LinkedHashMap<>();

    Grant(String email, String clientId) {
      this.email = email;
      this.clientId = clientId;
    }

    String key() {
      return email + " " + clientId;
    }

    Set<String> scopesOf(String refreshToken) {
      RefreshToken known = refreshTokens.get(refreshToken);
      return new LinkedHashSet<>(known == null ? scopes : known.scopes());
    }

    ObjectNode json() {
      ObjectNode json = Json.object().put("email", email).put("clientId", clientId);
      scopes.forEach(json.putArray("scopes")::add);
      ObjectNode tokens = json.putObject("refreshTokens");
      refreshTokens.forEach((token, its) -> tokens.set(token, its.json()));
      return json;
    }
  }

  record AccessToken(String token, String grantKey, Caller caller, long expiresAt) {
    ObjectNode json() {
      ObjectNode json =
          Json.object()
              .put("email", caller.email())
              .put("clientId", caller.clientId())
              .put("grant", grantKey)
              .put("expiresAt", expiresAt);
      ArrayNode scopes = json.putArray("scopes");
      caller.scopes().forEach(scopes::add);
      return json;
    }
  }

  private final Journal journal;
  private final Ticks ticks;
  private final Secrets secrets;
  private final Map<String, Grant> grants = new LinkedHashMap<>();
  private final Map<String, Grant> byRefreshToken = new HashMap<>();
  private final Map<String, AccessToken> accessTokens = new HashMap<>();

  /** 0 is a published client's; one in testing has a week. */
  private long refreshTokenSeconds;

  public Grants(Journal journal, Ticks ticks, Secrets secrets) {
    this.journal = journal;
    this.ticks = ticks;
    this.secrets = secrets;
    journal.replay("grant", (key, json) -> restoreGrant(json));
    journal.replay("access_token", this::restoreToken);
  }

  private void restoreGrant(JsonNode json) {
    Grant grant = new Grant(json.path("email").asText(), json.path("clientId").asText());
    json.path("scopes").forEach(scope -> grant.scopes.add(scope.asText()));
    json.path("refreshTokens")
        .properties()
        .forEach(
            token -> grant.refreshTokens.put(token.getKey(), RefreshToken.read(token.getValue())));
    grants.put(grant.key(), grant);
    grant.refreshTokens.keySet().forEach(token -> byRefreshToken.put(token, grant));
  }

  private void restoreToken(String token, JsonNode json) {
    Set<String> scopes = new LinkedHashSet<>();
    json.path("scopes").forEach(scope -> scopes.add(scope.asText()));
    Caller caller = new Caller(json.path("email").asText(), json.path("clientId").asText(), scopes);
    accessTokens.put(
        token,
        new AccessToken(
            token, json.path("grant").asText(), caller, json.path("expiresAt").asLong()));
  }

  /** Who holds the token, unless it has expired or was revoked. */
  public @Nullable Caller caller(String token) {
    AccessToken known = accessToken(token);
    return known == null ? null : known.caller();
  }

  @Nullable AccessToken accessToken(String token) {
    AccessToken known = accessTokens.get(token);
    return known == null || known.expiresAt() <= ticks.millis() ? null : known;
  }

  @Nullable Grant ofAccount(String email, String clientId) {
    return grants.get(email + " " + clientId);
  }

  /** The grant of a refresh token that lives; it counts as used. */
  @Nullable Grant ofRefreshToken(String refreshToken) {
    Grant grant = byRefreshToken.get(refreshToken);
    RefreshToken token = grant == null ? null : grant.refreshTokens.get(refreshToken);
    long now = ticks.millis();
    if (grant == null || token == null || !token.live(now)) {
      return null;
    }
    grant.refreshTokens.put(refreshToken, token.used(now));
    if (now - token.usedAt() > DAY) {
      journal.put("grant", grant.key(), grant::json);
    }
    return grant;
  }

  /** The account allows the client these scopes beside what it allowed before. */
  Grant allow(String email, String clientId, Set<String> scopes) {
    Grant grant = grants.computeIfAbsent(email + " " + clientId, k -> new Grant(email, clientId));
    if (grant.scopes.addAll(scopes)) {
      journal.put("grant", grant.key(), grant::json);
    }
    return grant;
  }

  /** How long refresh tokens of these scopes live; 0 is without end. */
  long refreshTokenSeconds(Set<String> scopes) {
    return scopes.stream().anyMatch(Scopes::optional) ? refreshTokenSeconds : 0;
  }

  public ObjectNode consentScreen() {
    return Json.object().put("refreshTokenSeconds", refreshTokenSeconds);
  }

  /** For the tokens that are made from now on. */
  public void consentScreen(ObjectNode json) {
    refreshTokenSeconds = json.path("refreshTokenSeconds").asLong(refreshTokenSeconds);
  }

  /** Refresh tokens end now, of one account or of all; access tokens live on. */
  public int expireRefreshTokens(@Nullable String email) {
    int ended = 0;
    for (Grant grant : grants.values()) {
      if (email == null || grant.email.equals(email)) {
        ended += grant.refreshTokens.size();
        grant.refreshTokens.keySet().forEach(byRefreshToken::remove);
        grant.refreshTokens.clear();
        journal.put("grant", grant.key(), grant::json);
      }
    }
    return ended;
  }

  /** The oldest of too many dies without a word. */
  String newRefreshToken(Grant grant, Set<String> scopes) {
    String token = secrets.refreshToken();
    long now = ticks.millis();
    long expiresAt = refreshTokenSeconds(scopes) == 0 ? 0 : now + refreshTokenSeconds * 1_000;
    grant.refreshTokens.put(token, new RefreshToken(new LinkedHashSet<>(scopes), now, expiresAt));
    byRefreshToken.put(token, grant);
    if (grant.refreshTokens.size() > MOST_REFRESH_TOKENS) {
      byRefreshToken.remove(grant.refreshTokens.pollFirstEntry().getKey());
    }
    journal.put("grant", grant.key(), grant::json);
    return token;
  }

  String newAccessToken(Grant grant, Set<String> scopes) {
    AccessToken token =
        new AccessToken(
            secrets.accessToken(),
            grant.key(),
            new Caller(grant.email, grant.clientId, Set.copyOf(scopes)),
            ticks.millis() + LIFETIME * 1_000L);
    accessTokens.put(token.token(), token);
    journal.put("access_token", token.token(), token::json);
    return token.token();
  }

  /** Both tokens for everything, as if the account had consented to the sandbox itself. */
  public ObjectNode controlTokens(String email) {
    Grant grant = allow(email, CONTROL_CLIENT, Scopes.EVERYTHING);
    Map.Entry<String, RefreshToken> last = grant.refreshTokens.lastEntry();
    String refreshToken =
        last == null || !last.getValue().live(ticks.millis())
            ? newRefreshToken(grant, grant.scopes)
            : last.getKey();
    return Json.object()
        .put("email", email)
        .put("access_token", newAccessToken(grant, grant.scopes))
        .put("refresh_token", refreshToken)
        .put("expires_in", LIFETIME);
  }

  /** Ends the whole grant that the token belongs to; false when the token is dead already. */
  boolean revoke(String token) {
    Grant grant = byRefreshToken.get(token);
    if (grant == null) {
      AccessToken known = accessToken(token);
      grant = known == null ? null : grants.get(known.grantKey());
    }
    if (grant == null) {
      return false;
    }
    end(grant);
    return true;
  }

  /** Ends every grant of the account. */
  public int revokeAll(String email) {
    List<Grant> ended =
        new ArrayList<>(grants.values().stream().filter(g -> g.email.equals(email)).toList());
    ended.forEach(this::end);
    return ended.size();
  }

  private void end(Grant grant) {
    grants.remove(grant.key());
    journal.remove("grant", grant.key());
    grant.refreshTokens.keySet().forEach(byRefreshToken::remove);
    forget(token -> token.grantKey().equals(grant.key()));
  }

  /** Access tokens end now; refresh tokens live on. */
  public void expireAccessTokens(@Nullable String email) {
    forget(token -> email == null || token.caller().email().equals(email));
  }

  private void forget(java.util.function.Predicate<AccessToken> which) {
    accessTokens
        .values()
        .removeIf(
            token -> {
              boolean gone = which.test(token);
              if (gone) {
                journal.remove("access_token", token.token());
              }
              return gone;
            });
  }

  public void clear() {
    grants.clear();
    byRefreshToken.clear();
    accessTokens.clear();
    refreshTokenSeconds = 0;
  }
}
