package dev.lockstep.sandbox.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Caller;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.http.Endpoint.Cost;
import dev.lockstep.sandbox.http.Endpoint.Handler;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.state.Journal;
import dev.lockstep.sandbox.state.Ticks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The addresses of Google's identity platform, the newer and the older ones. */
public final class OAuthApi {

  private final Accounts accounts;
  private final Grants grants;
  private final Codes codes = new Codes();
  private final IdTokens idTokens;
  private final TokenEndpoint tokens;
  private final Authorize authorize;
  private final Ticks ticks;

  public OAuthApi(
      Journal journal,
      Ticks ticks,
      Secrets secrets,
      Accounts accounts,
      Grants grants,
      ServiceAccounts serviceAccounts) {
    this.accounts = accounts;
    this.grants = grants;
    this.ticks = ticks;
    this.idTokens = new IdTokens(journal, ticks);
    this.authorize = new Authorize(accounts, grants, codes, secrets, ticks);
    this.tokens = new TokenEndpoint(accounts, grants, codes, idTokens, serviceAccounts, ticks);
  }

  public List<Endpoint> endpoints() {
    List<Endpoint> all = new ArrayList<>();
    for (String path : List.of("o/oauth2/v2/auth", "o/oauth2/auth")) {
      all.add(open("GET", path, authorize::ask));
      all.add(open("POST", path, authorize::decide));
    }
    for (String path : List.of("token", "oauth2/v4/token", "oauth2/v3/token", "o/oauth2/token")) {
      all.add(open("POST", path, tokens::token));
    }
    for (String path : List.of("revoke", "o/oauth2/revoke")) {
      all.add(open("POST", path, this::revoke));
      all.add(open("GET", path, this::revoke));
    }
    for (String path : List.of("tokeninfo", "oauth2/v3/tokeninfo")) {
      all.add(open("POST", path, this::tokenInfo));
      all.add(open("GET", path, this::tokenInfo));
    }
    for (String path : List.of("oauth2/v2/tokeninfo", "oauth2/v1/tokeninfo")) {
      all.add(open("POST", path, this::oldTokenInfo));
      all.add(open("GET", path, this::oldTokenInfo));
    }
    for (String path : List.of("v1/userinfo", "oauth2/v3/userinfo")) {
      all.add(open("GET", path, this::userInfo));
      all.add(open("POST", path, this::userInfo));
    }
    for (String path : List.of("oauth2/v2/userinfo", "oauth2/v1/userinfo", "userinfo/v2/me")) {
      all.add(open("GET", path, this::oldUserInfo));
    }
    all.add(open("GET", "oauth2/v3/certs", call -> lasting(idTokens.keySet())));
    all.add(open("GET", "oauth2/v1/certs", call -> lasting(idTokens.certificates())));
    all.add(open("GET", ".well-known/openid-configuration", OAuthApi::configuration));
    return all;
  }

  static Endpoint open(String method, String path, Handler handler) {
    return new Endpoint("", method, path, Set.of("*"), Set.of(), Set.of(), Cost.READ, handler);
  }

  /** Keys may be kept for a while. */
  private static Answer lasting(ObjectNode json) {
    return Answer.json(json)
        .with("Cache-Control", "public, max-age=20000, must-revalidate, no-transform");
  }

  private Answer revoke(Call call) {
    String token = TokenEndpoint.form(call).get("token", "");
    return grants.revoke(token)
        ? Answer.json(Json.object())
        : Answer.json(
            400,
            Json.object()
                .put("error", "invalid_token")
                .put("error_description", "Token expired or revoked"));
  }

  private static Answer invalidValue() {
    return Answer.json(400, Json.object().put("error_description", "Invalid Value"));
  }

  private Grants.@Nullable AccessToken accessToken(Call call) {
    String header = call.headers().get("Authorization");
    String bearer =
        header != null && header.startsWith("Bearer ") ? header.substring(7).strip() : "";
    return grants.accessToken(TokenEndpoint.form(call).get("access_token", bearer));
  }

  private Answer tokenInfo(Call call) {
    String document = TokenEndpoint.form(call).get("id_token");
    if (document != null) {
      ObjectNode told = idTokens.read(document);
      return told == null ? invalidValue() : Answer.json(told);
    }
    Grants.AccessToken token = accessToken(call);
    Account account = token == null ? null : accounts.find(token.caller().email());
    if (token == null || account == null) {
      return invalidValue();
    }
    Set<String> scopes = token.caller().scopes();
    ObjectNode json =
        Json.object().put("azp", token.caller().clientId()).put("aud", token.caller().clientId());
    // Who it is about is part of identity, which must have been granted too.
    if (scopes.contains(Scopes.OPENID)) {
      json.put("sub", account.sub());
    }
    json.put("scope", String.join(" ", scopes))
        .put("exp", Long.toString(token.expiresAt() / 1_000))
        .put("expires_in", Long.toString(secondsLeft(token)));
    if (scopes.contains(Scopes.EMAIL)) {
      json.put("email", account.email()).put("email_verified", "true");
    }
    return Answer.json(json.put("access_type", "offline"));
  }

  private long secondsLeft(Grants.AccessToken token) {
    return (token.expiresAt() - ticks.millis()) / 1_000;
  }

  private Answer oldTokenInfo(Call call) {
    Grants.AccessToken token = accessToken(call);
    Account account = token == null ? null : accounts.find(token.caller().email());
    if (token == null || account == null) {
      return Answer.json(
          400,
          Json.object().put("error", "invalid_token").put("error_description", "Invalid Value"));
    }
    Set<String> scopes = token.caller().scopes();
    ObjectNode json =
        Json.object()
            .put("issued_to", token.caller().clientId())
            .put("audience", token.caller().clientId());
    if (scopes.contains(Scopes.OPENID)) {
      json.put("user_id", account.sub());
    }
    json.put("scope", String.join(" ", scopes)).put("expires_in", secondsLeft(token));
    if (scopes.contains(Scopes.EMAIL)) {
      json.put("email", account.email()).put("verified_email", true);
    }
    return Answer.json(json.put("access_type", "offline"));
  }

  private Answer userInfo(Call call) {
    Caller caller = call.someone();
    Account account = caller == null ? null : accounts.find(caller.email());
    if (caller == null || account == null) {
      return Answer.json(
              401,
              Json.object()
                  .put("error", "invalid_request")
                  .put("error_description", "Invalid Credentials"))
          .with(
              "WWW-Authenticate",
              "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"");
    }
    ObjectNode json = Json.object().put("sub", account.sub());
    if (caller.scopes().contains(Scopes.PROFILE)) {
      json.put("name", account.name()).put("given_name", account.name());
    }
    json.put("picture", picture(account));
    if (caller.scopes().contains(Scopes.EMAIL)) {
      json.put("email", account.email()).put("email_verified", true);
    }
    return Answer.json(json);
  }

  private Answer oldUserInfo(Call call) {
    Answer answer = userInfo(call);
    if (answer.status() != 200 || !(answer.json() instanceof ObjectNode now)) {
      return answer;
    }
    ObjectNode json = Json.object().put("id", now.path("sub").asText());
    if (now.has("email")) {
      json.put("email", now.path("email").asText()).put("verified_email", true);
    }
    now.remove(List.of("sub", "email", "email_verified"));
    json.setAll(now);
    return Answer.json(json);
  }

  static String picture(Account account) {
    return "https://lh3.googleusercontent.com/a/" + account.sub() + "=s96-c";
  }

  private static Answer configuration(Call call) {
    String root = call.rootUrl();
    ObjectNode json =
        Json.object()
            .put("issuer", "https://accounts.google.com")
            .put("authorization_endpoint", root + "o/oauth2/v2/auth")
            .put("token_endpoint", root + "token")
            .put("userinfo_endpoint", root + "v1/userinfo")
            .put("revocation_endpoint", root + "revoke")
            .put("jwks_uri", root + "oauth2/v3/certs");
    json.putArray("response_types_supported").add("code");
    json.putArray("subject_types_supported").add("public");
    json.putArray("id_token_signing_alg_values_supported").add("RS256");
    json.putArray("scopes_supported").add("openid").add("email").add("profile");
    json.putArray("code_challenge_methods_supported").add("plain").add("S256");
    return Answer.json(json);
  }

  public void clear() {
    codes.clear();
  }
}
