package dev.lockstep.sandbox.identity;

import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Params;
import dev.lockstep.sandbox.state.Ticks;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The authorization address: asks the person and sends them back with a code or a refusal. */
final class Authorize {

  /** What a client asks for, checked. */
  record Ask(
      String clientId,
      String redirectUri,
      Set<String> scopes,
      @Nullable String state,
      boolean offline,
      Set<String> prompt,
      boolean includeGranted,
      @Nullable String loginHint,
      @Nullable String challenge,
      String challengeMethod,
      @Nullable String nonce) {}

  /** A request so wrong that the person is not sent back. */
  private static final class Refusal extends RuntimeException {
    private final String error;

    Refusal(String error, String description) {
      super(description, null, false, false);
      this.error = error;
    }
  }

  private final Accounts accounts;
  private final Grants grants;
  private final Codes codes;
  private final Secrets secrets;
  private final Ticks ticks;

  Authorize(Accounts accounts, Grants grants, Codes codes, Secrets secrets, Ticks ticks) {
    this.accounts = accounts;
    this.grants = grants;
    this.codes = codes;
    this.secrets = secrets;
    this.ticks = ticks;
  }

  /** GET: the consent page, or straight back where there is nothing left to ask. */
  Answer ask(Call call) {
    try {
      Ask ask = read(call.query());
      if (ask.scopes().contains(Scopes.OPENID)) {
        SigningKeys.prepare();
      }
      Account hinted = ask.loginHint() == null ? null : account(ask.loginHint());
      Grants.Grant grant = hinted == null ? null : grants.ofAccount(hinted.email(), ask.clientId());
      boolean agreed = grant != null && grant.scopes.containsAll(ask.scopes());
      if (ask.prompt().contains("none")) {
        return agreed && hinted != null
            ? granted(ask, hinted, ask.scopes())
            : back(ask, Map.of("error", hinted == null ? "login_required" : "consent_required"));
      }
      if (agreed
          && hinted != null
          && !ask.prompt().contains("consent")
          && !ask.prompt().contains("select_account")) {
        return granted(ask, hinted, ask.scopes());
      }
      return Answer.html(200, ConsentPage.render(ask, call.query(), accounts.all()));
    } catch (Refusal refusal) {
      return Answer.html(
          400, ConsentPage.refusal(refusal.error, String.valueOf(refusal.getMessage())));
    }
  }

  /** POST: what the person chose on the page. */
  Answer decide(Call call) {
    try {
      Params form = TokenEndpoint.form(call);
      Ask ask = read(form);
      if (!form.get("decision", "deny").equals("allow")) {
        return back(ask, Map.of("error", "access_denied"));
      }
      String email = form.get("account", "");
      Account account = account(email);
      if (account == null) {
        throw new Refusal("invalid_request", "No account " + email);
      }
      Set<String> ticked = new LinkedHashSet<>(form.all("granted"));
      Set<String> scopes = new LinkedHashSet<>();
      for (String scope : ask.scopes()) {
        if (!Scopes.optional(scope) || ticked.contains(scope)) {
          scopes.add(scope);
        }
      }
      // Who unticks everything has refused.
      return scopes.isEmpty()
          ? back(ask, Map.of("error", "access_denied"))
          : granted(ask, account, scopes);
    } catch (Refusal refusal) {
      return Answer.html(
          400, ConsentPage.refusal(refusal.error, String.valueOf(refusal.getMessage())));
    }
  }

  private @Nullable Account account(String hint) {
    Account byEmail = accounts.find(hint);
    return byEmail != null
        ? byEmail
        : accounts.all().stream().filter(a -> a.sub().equals(hint)).findFirst().orElse(null);
  }

  private Answer granted(Ask ask, Account account, Set<String> scopes) {
    Grants.Grant before = grants.ofAccount(account.email(), ask.clientId());
    boolean first = before == null || before.refreshTokens.isEmpty();
    boolean refreshToken =
        installed(ask.redirectUri())
            || (ask.offline() && (first || ask.prompt().contains("consent")));
    Set<String> all = new LinkedHashSet<>(scopes);
    if (ask.includeGranted() && before != null) {
      all.addAll(before.scopes);
    }
    String code = secrets.code();
    codes.put(
        code,
        new Codes.Consent(
            account.email(),
            ask.clientId(),
            ask.redirectUri(),
            all,
            refreshToken,
            ask.challenge(),
            ask.challengeMethod(),
            ask.nonce(),
            ticks.millis() + Codes.LIFETIME));
    Map<String, String> params = new LinkedHashMap<>();
    params.put("code", code);
    params.put("scope", String.join(" ", all));
    params.put("authuser", "0");
    params.put("prompt", first || ask.prompt().contains("consent") ? "consent" : "none");
    return back(ask, params);
  }

  /** Programs on the person's own machine listen on its loopback address. */
  private static boolean installed(String redirectUri) {
    return redirectUri.startsWith("http://127.0.0.1") || redirectUri.startsWith("http://[::1]");
  }

  private static Answer back(Ask ask, Map<String, String> params) {
    List<String> pairs = new ArrayList<>();
    if (ask.state() != null) {
      pairs.add("state=" + encode(ask.state()));
    }
    params.forEach((name, value) -> pairs.add(name + "=" + encode(value)));
    String glue = ask.redirectUri().contains("?") ? "&" : "?";
    return Answer.redirect(ask.redirectUri() + glue + String.join("&", pairs));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Ask read(Params params) {
    String clientId = required(params, "client_id");
    String redirectUri = required(params, "redirect_uri");
    checkRedirect(redirectUri);
    String type = required(params, "response_type");
    if (!type.equals("code")) {
      throw new Refusal("unsupported_response_type", "The sandbox does not support " + type);
    }
    Set<String> asked = new LinkedHashSet<>();
    for (String scope : required(params, "scope").strip().split("\\s+")) {
      if (!Scopes.known(scope)) {
        throw new Refusal(
            "invalid_scope", "Some requested scopes were invalid. {invalid=[" + scope + "]}");
      }
      asked.add(scope);
    }
    String method = params.get("code_challenge_method", "plain");
    if (!method.equals("S256") && !method.equals("plain")) {
      throw new Refusal("invalid_request", "Invalid code_challenge_method: " + method);
    }
    return new Ask(
        clientId,
        redirectUri,
        Scopes.canonical(String.join(" ", asked)),
        params.get("state"),
        params.get("access_type", "online").equals("offline"),
        Set.of(
            params
                .get("prompt", params.get("approval_prompt", "").replace("force", "consent"))
                .strip()
                .split("\\s+")),
        params.get("include_granted_scopes", "false").equals("true"),
        params.get("login_hint"),
        params.get("code_challenge"),
        method,
        params.get("nonce"));
  }

  private static String required(Params params, String name) {
    String value = params.get(name);
    if (value == null || value.isBlank()) {
      throw new Refusal("invalid_request", "Missing required parameter: " + name);
    }
    return value;
  }

  private static void checkRedirect(String text) {
    try {
      URI uri = new URI(text);
      boolean local =
          Set.of("localhost", "127.0.0.1", "[::1]").contains(String.valueOf(uri.getHost()));
      if (uri.isAbsolute()
          && uri.getRawFragment() == null
          && (!"http".equals(uri.getScheme()) || local)) {
        return;
      }
    } catch (URISyntaxException e) {
      // Said below, as for any other address that no code is sent to.
    }
    throw new Refusal("redirect_uri_mismatch", "The redirect URI is not allowed: " + text);
  }
}
