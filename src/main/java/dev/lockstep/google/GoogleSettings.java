package dev.lockstep.google;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Google is reached.
 *
 * @param rootUrl a server that speaks Google's protocol and takes the place of all of Google's
 *     (Calendar, Sheets, Drive, tokens); unset: Google itself
 * @param clientId the OAuth client
 * @param clientSecret the OAuth client's secret
 * @param connectTimeout how long a connection may take to stand
 * @param readTimeout how long an answer may take
 * @param connections how many connections all accounts share
 * @param listPageSize how many events one page of a listing asks for
 * @param limits the quotas that we keep to
 */
@ConfigurationProperties("lockstep.google")
public record GoogleSettings(
    @Nullable String rootUrl,
    @DefaultValue("lockstep") String clientId,
    @DefaultValue("lockstep") String clientSecret,
    @DefaultValue("5s") Duration connectTimeout,
    @DefaultValue("60s") Duration readTimeout,
    @DefaultValue("200") int connections,
    @DefaultValue("2500") int listPageSize,
    @DefaultValue RateSettings limits) {

  /** Where the API lives, with a slash at the end. */
  public String apiRoot(String googles) {
    return rootUrl == null || rootUrl.isBlank() ? googles : slashed(rootUrl);
  }

  public String calendarRoot() {
    return apiRoot("https://www.googleapis.com/");
  }

  public String sheetsRoot() {
    return apiRoot("https://sheets.googleapis.com/");
  }

  public String driveRoot() {
    return apiRoot("https://www.googleapis.com/");
  }

  public String tokenUrl() {
    return apiRoot("https://oauth2.googleapis.com/") + "token";
  }

  public String revokeUrl() {
    return apiRoot("https://oauth2.googleapis.com/") + "revoke";
  }

  public String userinfoUrl() {
    return apiRoot("https://openidconnect.googleapis.com/") + "v1/userinfo";
  }

  private static String slashed(String url) {
    return url.endsWith("/") ? url : url + "/";
  }

  @Override
  public String toString() {
    return "GoogleSettings[rootUrl=" + rootUrl + ", clientId=" + clientId + "]";
  }
}
