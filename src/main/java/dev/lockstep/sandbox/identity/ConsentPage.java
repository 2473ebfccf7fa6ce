package dev.lockstep.sandbox.identity;

import dev.lockstep.sandbox.http.Params;
import java.util.Collection;
import java.util.Map;

/** What a person sees who is asked for access. */
final class ConsentPage {

  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry(Scopes.OPENID, "Know who you are"),
          Map.entry(Scopes.EMAIL, "See your email address"),
          Map.entry(Scopes.PROFILE, "See your name and picture"),
          Map.entry(Scopes.BASE + "calendar", "See, edit, share and delete your calendars"),
          Map.entry(Scopes.BASE + "calendar.readonly", "See your calendars and events"),
          Map.entry(Scopes.BASE + "calendar.events", "See and edit events on your calendars"),
          Map.entry(Scopes.BASE + "calendar.events.readonly", "See events on your calendars"),
          Map.entry(Scopes.BASE + "spreadsheets", "See, edit and create your spreadsheets"),
          Map.entry(Scopes.BASE + "spreadsheets.readonly", "See your spreadsheets"),
          Map.entry(Scopes.BASE + "drive", "See, edit, create and delete your files"),
          Map.entry(Scopes.BASE + "drive.file", "Handle the files that you use with this app"),
          Map.entry(Scopes.BASE + "drive.readonly", "See your files"),
          Map.entry(Scopes.BASE + "drive.metadata.readonly", "See the names of your files"));

  private ConsentPage() {}

  static String render(Authorize.Ask ask, Params query, Collection<Account> accounts) {
    StringBuilder page = new StringBuilder();
    page.append("<h1>Choose an account</h1>\n<p>to continue to <b>")
        .append(escape(ask.clientId()))
        .append("</b></p>\n<form method=\"post\" action=\"/o/oauth2/v2/auth\">\n");
    for (String name : query.names()) {
      if (!name.equals("account") && !name.equals("granted") && !name.equals("decision")) {
        page.append("<input type=\"hidden\" name=\"")
            .append(escape(name))
            .append("\" value=\"")
            .append(escape(query.get(name, "")))
            .append("\">\n");
      }
    }
    page.append("<fieldset><legend>Account</legend>\n");
    if (accounts.isEmpty()) {
      page.append(
          "<p>There is no account yet: <a href=\"/sandbox/\">add one</a>, then come back.</p>\n");
    }
    boolean first = true;
    for (Account account : accounts) {
      boolean chosen = ask.loginHint() == null ? first : hinted(ask.loginHint(), account);
      page.append("<label><input type=\"radio\" name=\"account\" required value=\"")
          .append(escape(account.email()))
          .append(chosen ? "\" checked> " : "\"> ")
          .append(escape(account.email()))
          .append("</label>\n");
      first = false;
    }
    page.append("</fieldset>\n<fieldset><legend>It wants to</legend>\n");
    for (String scope : ask.scopes()) {
      page.append("<label><input type=\"checkbox\" name=\"granted\" value=\"")
          .append(escape(scope))
          .append(Scopes.optional(scope) ? "\" checked> " : "\" checked disabled> ")
          .append(described(scope))
          .append("</label>\n");
    }
    page.append(
        """
        </fieldset>
        <button name="decision" value="allow">Allow</button>
        <button name="decision" value="deny" formnovalidate>Cancel</button>
        </form>
        """);
    return html("Sign in", page.toString());
  }

  private static String described(String scope) {
    String words = WORDS.get(scope);
    return words == null
        ? escape(scope)
        : "<span>" + words + "<code>" + escape(scope) + "</code></span>";
  }

  private static boolean hinted(String hint, Account account) {
    return hint.equalsIgnoreCase(account.email()) || hint.equals(account.sub());
  }

  static String refusal(String error, String description) {
    return html(
        "Error 400: " + error,
        "<h1>Access blocked: this request is invalid</h1>\n<p>"
            + escape(description)
            + "</p>\n<p>Error 400: "
            + escape(error)
            + "</p>\n");
  }

  private static String html(String title, String body) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s - Google sandbox</title>
    <link rel="icon" href="/sandbox/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/sandbox/consent.css">
    <main>
    %s</main>
    </html>
    """
        .formatted(escape(title), body);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
