package dev.lockstep.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.services.calendar.Calendar;
import dev.lockstep.testing.TestSandbox;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OAuthTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CALENDAR = "https://www.googleapis.com/auth/calendar.events";
  private static final String READONLY = "https://www.googleapis.com/auth/calendar.events.readonly";
  private static final String BACK = "https://app.example.org/back?x=1";

  private final MovableClock clock = new MovableClock();
  private final TestSandbox sandbox =
      TestSandbox.start(new SandboxOptions("127.0.0.1", 0, null, clock));

  @BeforeEach
  void anna() {
    sandbox.account("anna@example.com");
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private static Map<String, String> ask(String... more) {
    Map<String, String> ask = new LinkedHashMap<>();
    ask.put("client_id", "me.apps.googleusercontent.com");
    ask.put("redirect_uri", BACK);
    ask.put("response_type", "code");
    ask.put("scope", "openid email " + CALENDAR);
    ask.put("state", "a state");
    ask.put("access_type", "offline");
    for (int i = 0; i < more.length; i += 2) {
      ask.put(more[i], more[i + 1]);
    }
    return ask;
  }

  private static String form(Map<String, String> params) {
    List<String> pairs = new ArrayList<>();
    params.forEach(
        (name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return String.join("&", pairs);
  }

  private HttpResponse<String> post(String path, String form) {
    return sandbox.send(
        HttpRequest.newBuilder(URI.create(sandbox.rootUrl() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build());
  }

  private HttpResponse<String> get(String path) {
    return sandbox.send(HttpRequest.newBuilder(URI.create(sandbox.rootUrl() + path)).build());
  }

  /** Allows what is asked, with these scopes ticked, and hands over where the browser is sent. */
  private Map<String, String> consent(Map<String, String> ask, String... ticked) {
    HttpResponse<String> page = get("o/oauth2/v2/auth?" + form(ask));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("anna@example.com");
    StringBuilder form = new StringBuilder(form(ask));
    form.append("&account=anna%40example.com&decision=allow");
    for (String scope : ticked) {
      form.append("&granted=").append(URLEncoder.encode(scope, StandardCharsets.UTF_8));
    }
    return sentTo(post("o/oauth2/v2/auth", form.toString()));
  }

  private static Map<String, String> sentTo(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(302);
    String location = answer.headers().firstValue("Location").orElseThrow();
    assertThat(location).startsWith(BACK + "&");
    Map<String, String> params = new LinkedHashMap<>();
    for (String pair : location.substring(location.indexOf('?') + 1).split("&")) {
      String[] parts = pair.split("=", 2);
      params.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return params;
  }

  private HttpResponse<String> exchange(String code, String... more) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("client_id", "me.apps.googleusercontent.com");
    form.put("client_secret", "s");
    form.put("redirect_uri", BACK);
    for (int i = 0; i < more.length; i += 2) {
      form.put(more[i], more[i + 1]);
    }
    return post("token", form(form));
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> refresh(String refreshToken) {
    return post(
        "token",
        form(
            Map.of(
                "grant_type",
                "refresh_token",
                "client_id",
                "me.apps.googleusercontent.com",
                "client_secret",
                "s",
                "refresh_token",
                refreshToken)));
  }

  @Test
  void consentLeadsToTokensThatWork() throws IOException {
    Map<String, String> back = consent(ask(), CALENDAR);
    assertThat(back).containsEntry("state", "a state").containsKey("code");
    HttpResponse<String> answer = exchange(back.get("code"));
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode tokens = json(answer);
    assertThat(tokens.path("token_type").asText()).isEqualTo("Bearer");
    assertThat(tokens.path("expires_in").asInt()).isEqualTo(3599);
    assertThat(tokens.path("scope").asText().split(" "))
        .containsExactlyInAnyOrder(
            "openid", "https://www.googleapis.com/auth/userinfo.email", CALENDAR);
    Calendar anna = Google.clientWith(sandbox, tokens.path("access_token").asText());
    assertThat(anna.events().list("primary").execute().getItems()).isEmpty();
    JsonNode fresh = json(refresh(tokens.path("refresh_token").asText()));
    assertThat(fresh.has("access_token")).isTrue();
    assertThat(fresh.has("refresh_token")).isFalse();
    // A code works once.
    assertThat(json(exchange(back.get("code"))).path("error").asText()).isEqualTo("invalid_grant");
  }

  @Test
  void aSecondConsentBringsNoRefreshTokenUnlessConsentIsPrompted() throws IOException {
    exchange(consent(ask(), CALENDAR).get("code"));
    Map<String, String> again =
        sentTo(get("o/oauth2/v2/auth?" + form(ask("login_hint", "anna@example.com"))));
    assertThat(json(exchange(again.get("code"))).has("refresh_token")).isFalse();
    assertThat(
            json(exchange(consent(ask("prompt", "consent"), CALENDAR).get("code")))
                .has("refresh_token"))
        .isTrue();
  }

  @Test
  void uncheckedScopesAreNotGranted() throws IOException {
    Map<String, String> back =
        consent(ask("scope", "email " + CALENDAR + " " + READONLY), READONLY);
    JsonNode tokens = json(exchange(back.get("code")));
    assertThat(tokens.path("scope").asText()).contains(READONLY).doesNotContain(CALENDAR + " ");
    var refused =
        sandbox.call(
            "DELETE",
            "calendar/v3/calendars/primary/events/x",
            tokens.path("access_token").asText(),
            "");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("\"reason\": \"insufficientPermissions\"");
  }

  @Test
  void aRefusalComesBackAsAccessDenied() {
    assertThat(sentTo(post("o/oauth2/v2/auth", form(ask()) + "&decision=deny")))
        .containsEntry("error", "access_denied")
        .containsEntry("state", "a state");
  }

  @Test
  void anInvalidRequestIsNotSentBack() {
    Map<String, String> ask = ask();
    ask.remove("redirect_uri");
    assertThat(get("o/oauth2/v2/auth?" + form(ask)).statusCode()).isEqualTo(400);
    assertThat(get("o/oauth2/v2/auth?" + form(ask("scope", "nonsense"))).body())
        .contains("invalid_scope");
    assertThat(get("o/oauth2/v2/auth?" + form(ask("redirect_uri", "http://evil.org/"))).body())
        .contains("redirect_uri_mismatch");
  }

  @Test
  void theRedirectAddressMustBeTheSameAtTheExchange() throws IOException {
    JsonNode answer =
        json(exchange(consent(ask(), CALENDAR).get("code"), "redirect_uri", "https://other.org/"));
    assertThat(answer.path("error").asText()).isEqualTo("redirect_uri_mismatch");
  }

  @Test
  void theVerifierMustFitTheChallenge() throws Exception {
    String verifier = "v".repeat(43);
    String challenge =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    Map<String, String> ask =
        ask("code_challenge", challenge, "code_challenge_method", "S256", "prompt", "consent");
    assertThat(json(exchange(consent(ask, CALENDAR).get("code"))).path("error").asText())
        .isEqualTo("invalid_grant");
    assertThat(
            json(exchange(consent(ask, CALENDAR).get("code"), "code_verifier", "w".repeat(43)))
                .path("error")
                .asText())
        .isEqualTo("invalid_grant");
    assertThat(exchange(consent(ask, CALENDAR).get("code"), "code_verifier", verifier).statusCode())
        .isEqualTo(200);
  }

  @Test
  void whoSomeoneIsIsSigned() throws Exception {
    JsonNode tokens = json(exchange(consent(ask("nonce", "n1"), CALENDAR).get("code")));
    String[] parts = tokens.path("id_token").asText().split("\\.");
    JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
    JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
    assertThat(header.path("alg").asText()).isEqualTo("RS256");
    assertThat(claims.path("iss").asText()).isEqualTo("https://accounts.google.com");
    assertThat(claims.path("aud").asText()).isEqualTo("me.apps.googleusercontent.com");
    assertThat(claims.path("email").asText()).isEqualTo("anna@example.com");
    assertThat(claims.path("nonce").asText()).isEqualTo("n1");
    JsonNode key = JSON.readTree(get("oauth2/v3/certs").body()).path("keys").get(0);
    assertThat(key.path("kid")).isEqualTo(header.path("kid"));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new RSAPublicKeySpec(
                    new BigInteger(1, Base64.getUrlDecoder().decode(key.path("n").asText())),
                    new BigInteger(1, Base64.getUrlDecoder().decode(key.path("e").asText())))));
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    JsonNode info =
        json(sandbox.call("GET", "v1/userinfo", tokens.path("access_token").asText(), ""));
    assertThat(info.path("sub")).isEqualTo(claims.path("sub"));
    assertThat(info.path("email").asText()).isEqualTo("anna@example.com");
    assertThat(
            json(get("tokeninfo?access_token=" + tokens.path("access_token").asText()))
                .path("email")
                .asText())
        .isEqualTo("anna@example.com");
    assertThat(get("tokeninfo?access_token=stale&prettyPrint=false").body())
        .isEqualTo("{\"error_description\":\"Invalid Value\"}");
  }

  @Test
  void theKeyIsShownAsACertificateToo() throws Exception {
    JsonNode tokens = json(exchange(consent(ask(), CALENDAR).get("code")));
    String[] parts = tokens.path("id_token").asText().split("\\.");
    JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
    HttpResponse<String> certs = get("oauth2/v1/certs");
    assertThat(certs.headers().firstValue("Cache-Control").orElseThrow()).contains("max-age=");
    String pem = json(certs).path(header.path("kid").asText()).asText();
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    certificate.checkValidity();
    certificate.verify(certificate.getPublicKey());
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(certificate.getPublicKey());
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
  }

  @Test
  void tokensTellWhatTheyAreAtTheOlderAddressesToo() throws IOException {
    JsonNode tokens = json(exchange(consent(ask(), CALENDAR).get("code")));
    String access = tokens.path("access_token").asText();
    JsonNode old = json(post("oauth2/v2/tokeninfo?access_token=" + access, ""));
    assertThat(old.path("audience").asText()).isEqualTo("me.apps.googleusercontent.com");
    assertThat(old.path("verified_email").asBoolean()).isTrue();
    assertThat(old.path("expires_in").isInt()).isTrue();
    assertThat(get("oauth2/v1/tokeninfo?access_token=stale").statusCode()).isEqualTo(400);
    JsonNode told = json(get("tokeninfo?id_token=" + tokens.path("id_token").asText()));
    assertThat(told.path("email").asText()).isEqualTo("anna@example.com");
    assertThat(told.path("exp").isTextual()).isTrue();
    assertThat(get("tokeninfo?id_token=a.b.c").statusCode()).isEqualTo(400);
    // Who somebody is belongs to identity, which was not granted here.
    JsonNode bare = json(exchange(consent(ask("scope", CALENDAR), CALENDAR).get("code")));
    assertThat(json(get("tokeninfo?access_token=" + bare.path("access_token").asText())).has("sub"))
        .isFalse();
  }

  @Test
  void aTokenRequestMayBeJson() throws IOException {
    JsonNode tokens = sandbox.account("anna@example.com");
    HttpResponse<String> answer =
        sandbox.send(
            HttpRequest.newBuilder(URI.create(sandbox.rootUrl() + "token"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"grant_type\": \"refresh_token\", \"client_id\": \"a\", \"refresh_token\": \""
                            + tokens.path("refresh_token").asText()
                            + "\"}"))
                .build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void whoMaySeeOnlyWhenSomebodyHasTimeSeesNoMore() throws IOException {
    String busy = "https://www.googleapis.com/auth/calendar.events.freebusy";
    Google.client(sandbox, "anna@example.com")
        .events()
        .insert("primary", Google.event("secret"))
        .execute();
    Calendar reader =
        Google.clientWith(
            sandbox,
            json(exchange(consent(ask("scope", busy), busy).get("code")))
                .path("access_token")
                .asText());
    assertThat(reader.events().list("primary").execute().getItems())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getSummary()).isNull();
              assertThat(event.getStart()).isNotNull();
            });
  }

  @Test
  void aMissingScopeIsNamed() throws IOException {
    String access =
        json(exchange(consent(ask("scope", READONLY), READONLY).get("code")))
            .path("access_token")
            .asText();
    var refused = sandbox.call("POST", "calendar/v3/calendars/primary/events", access, "{}");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
        .contains("error=\"insufficient_scope\"", CALENDAR);
  }

  @Test
  void refreshTokensOfAClientInTestingEnd() throws IOException {
    sandbox.control("consent-screen", "{\"refreshTokenSeconds\": 604800}");
    JsonNode tokens = json(exchange(consent(ask(), CALENDAR).get("code")));
    assertThat(tokens.path("refresh_token_expires_in").asLong()).isEqualTo(604_800);
    String refreshToken = tokens.path("refresh_token").asText();
    clock.forward(Duration.ofDays(6));
    assertThat(refresh(refreshToken).statusCode()).isEqualTo(200);
    clock.forward(Duration.ofDays(2));
    assertThat(json(refresh(refreshToken)).path("error").asText()).isEqualTo("invalid_grant");
  }

  @Test
  void anUnusedRefreshTokenDiesAndAUsedOneLivesOn() throws IOException {
    String refreshToken =
        json(exchange(consent(ask(), CALENDAR).get("code"))).path("refresh_token").asText();
    for (int i = 0; i < 3; i++) {
      clock.forward(Duration.ofDays(150));
      assertThat(refresh(refreshToken).statusCode()).isEqualTo(200);
    }
    clock.forward(Duration.ofDays(181));
    assertThat(json(refresh(refreshToken)).path("error").asText()).isEqualTo("invalid_grant");
  }

  @Test
  void refreshTokensCanBeMadeToExpire() throws IOException {
    JsonNode tokens = sandbox.account("anna@example.com");
    sandbox.control("expire-refresh-tokens", "{\"email\": \"anna@example.com\"}");
    assertThat(json(refresh(tokens.path("refresh_token").asText())).path("error").asText())
        .isEqualTo("invalid_grant");
    assertThat(
            sandbox
                .call("GET", "calendar/v3/colors", tokens.path("access_token").asText(), "")
                .statusCode())
        .isEqualTo(200);
    assertThat(
            refresh(sandbox.account("anna@example.com").path("refresh_token").asText())
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void revokingOneTokenEndsTheWholeGrant() throws IOException {
    JsonNode tokens = json(exchange(consent(ask(), CALENDAR).get("code")));
    String access = tokens.path("access_token").asText();
    String another =
        json(refresh(tokens.path("refresh_token").asText())).path("access_token").asText();
    assertThat(post("revoke", form(Map.of("token", access))).statusCode()).isEqualTo(200);
    HttpResponse<String> dead = refresh(tokens.path("refresh_token").asText());
    assertThat(dead.statusCode()).isEqualTo(400);
    assertThat(json(dead).path("error").asText()).isEqualTo("invalid_grant");
    assertThat(json(dead).path("error_description").asText())
        .isEqualTo("Token has been expired or revoked.");
    var refused = sandbox.call("GET", "calendar/v3/calendars/primary/events", another, "");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body())
        .contains("\"reason\": \"authError\"", "Invalid Credentials", "Authorization");
    HttpResponse<String> again = post("revoke", form(Map.of("token", access)));
    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(json(again).path("error").asText()).isEqualTo("invalid_token");
  }

  @Test
  void anAccountCanBeRevokedAndComesBackWithNewTokens() throws IOException {
    JsonNode tokens = sandbox.account("anna@example.com");
    sandbox.control("revoke", "{\"email\": \"anna@example.com\"}");
    assertThat(refresh(tokens.path("refresh_token").asText()).statusCode()).isEqualTo(400);
    Google.client(sandbox, "anna@example.com").events().list("primary").execute();
  }

  @Test
  void accessTokensCanBeMadeToExpire() throws IOException {
    JsonNode tokens = sandbox.account("anna@example.com");
    sandbox.control("expire-access-tokens", "{\"email\": \"anna@example.com\"}");
    assertThat(
            sandbox
                .call("GET", "calendar/v3/colors", tokens.path("access_token").asText(), "")
                .statusCode())
        .isEqualTo(401);
    assertThat(refresh(tokens.path("refresh_token").asText()).statusCode()).isEqualTo(200);
  }

  @Test
  void theHundredAndFirstRefreshTokenEndsTheFirst() throws IOException {
    String first =
        json(exchange(consent(ask(), CALENDAR).get("code"))).path("refresh_token").asText();
    for (int i = 0; i < 99; i++) {
      exchange(consent(ask("prompt", "consent"), CALENDAR).get("code"));
    }
    assertThat(refresh(first).statusCode()).isEqualTo(200);
    exchange(consent(ask("prompt", "consent"), CALENDAR).get("code"));
    assertThat(refresh(first).statusCode()).isEqualTo(400);
  }

  @Test
  void aServiceAccountSignsForItself() throws Exception {
    JsonNode key =
        sandbox.control("service-accounts", "{\"email\": \"robot@p.iam.gserviceaccount.com\"}");
    String jwt = assertion(key, System.currentTimeMillis() / 1000, null);
    JsonNode tokens = json(asserted(jwt));
    assertThat(tokens.has("refresh_token")).isFalse();
    Calendar robot = Google.clientWith(sandbox, tokens.path("access_token").asText());
    assertThat(robot.events().list("primary").execute().getSummary())
        .isEqualTo("robot@p.iam.gserviceaccount.com");
    assertThat(
            json(asserted(jwt.substring(0, jwt.length() - 8) + "AAAAAAAA")).path("error").asText())
        .isEqualTo("invalid_grant");
    JsonNode late = json(asserted(assertion(key, 1_000_000, null)));
    assertThat(late.path("error_description").asText()).startsWith("Invalid JWT");
    HttpResponse<String> delegated =
        asserted(assertion(key, System.currentTimeMillis() / 1000, "anna@example.com"));
    assertThat(delegated.statusCode()).isEqualTo(401);
    assertThat(json(delegated).path("error").asText()).isEqualTo("unauthorized_client");
  }

  private HttpResponse<String> asserted(String jwt) {
    return post(
        "token",
        form(
            Map.of("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion", jwt)));
  }

  private static String assertion(JsonNode key, long issued, String subject)
      throws GeneralSecurityException, IOException {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", key.path("client_email").asText());
    claims.put("scope", CALENDAR);
    claims.put("aud", key.path("token_uri").asText());
    claims.put("iat", issued);
    claims.put("exp", issued + 3600);
    if (subject != null) {
      claims.put("sub", subject);
    }
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String signed =
        base64.encodeToString(
                "{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64.encodeToString(JSON.writeValueAsBytes(claims));
    PrivateKey secret =
        KeyFactory.getInstance("RSA")
            .generatePrivate(
                new PKCS8EncodedKeySpec(
                    Base64.getMimeDecoder()
                        .decode(
                            key.path("private_key").asText().replaceAll("-----[A-Z ]+-----", ""))));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(secret);
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + base64.encodeToString(signature.sign());
  }

  @Test
  void wrongRequestsHaveOAuthsWords() throws IOException {
    assertThat(json(post("token", "grant_type=magic")).path("error").asText())
        .isEqualTo("unsupported_grant_type");
    assertThat(json(post("token", "grant_type=refresh_token")).path("error").asText())
        .isEqualTo("invalid_request");
    assertThat(
            sandbox
                .send(
                    HttpRequest.newBuilder(
                            URI.create(sandbox.rootUrl() + "calendar/v3/calendars/primary/events"))
                        .build())
                .body())
        .contains("Login Required");
  }

  @Test
  void aLaterConsentStandsForItselfUnlessEarlierOnesAreIncluded() throws IOException {
    exchange(consent(ask("scope", CALENDAR), CALENDAR).get("code"));
    JsonNode second =
        json(exchange(consent(ask("scope", READONLY, "prompt", "consent"), READONLY).get("code")));
    assertThat(second.path("scope").asText()).isEqualTo(READONLY);
    assertThat(json(refresh(second.path("refresh_token").asText())).path("scope").asText())
        .isEqualTo(READONLY);
    JsonNode third =
        json(
            exchange(
                consent(
                        ask(
                            "scope",
                            READONLY,
                            "prompt",
                            "consent",
                            "include_granted_scopes",
                            "true"),
                        READONLY)
                    .get("code")));
    assertThat(third.path("scope").asText().split(" ")).contains(READONLY, CALENDAR);
  }

  @Test
  void anotherClientsRefreshTokenIsRefused() throws IOException {
    String token =
        json(exchange(consent(ask(), CALENDAR).get("code"))).path("refresh_token").asText();
    HttpResponse<String> answer =
        post("token", "grant_type=refresh_token&client_id=other&refresh_token=" + token);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(json(answer).path("error").asText()).isEqualTo("unauthorized_client");
  }
}
