package dev.lockstep.sandbox.identity;

import java.util.LinkedHashSet;
import java.util.Set;

/** The names of what can be granted. */
final class Scopes {

  static final String BASE = "https://www.googleapis.com/auth/";
  static final String OPENID = "openid";
  static final String EMAIL = BASE + "userinfo.email";
  static final String PROFILE = BASE + "userinfo.profile";

  static final Set<String> EVERYTHING =
      Set.of(
          OPENID,
          EMAIL,
          PROFILE,
          BASE + "calendar",
          BASE + "calendar.events",
          BASE + "spreadsheets",
          BASE + "drive",
          BASE + "drive.file",
          BASE + "drive.metadata.readonly");

  private Scopes() {}

  /** The granted names for the asked ones: `email` is granted as userinfo.email, with openid. */
  static Set<String> canonical(String asked) {
    Set<String> scopes = new LinkedHashSet<>();
    for (String scope : asked.strip().split("\\s+")) {
      switch (scope) {
        case "email", EMAIL -> {
          scopes.add(EMAIL);
          scopes.add(OPENID);
        }
        case "profile", PROFILE -> {
          scopes.add(PROFILE);
          scopes.add(OPENID);
        }
        case "" -> {}
        default -> scopes.add(scope);
      }
    }
    return scopes;
  }

  static boolean known(String scope) {
    return scope.equals(OPENID)
        || scope.equals("email")
        || scope.equals("profile")
        || scope.startsWith(BASE);
  }

  /** Who someone is cannot be unticked. */
  static boolean optional(String scope) {
    return !scope.equals(OPENID) && !scope.equals(EMAIL) && !scope.equals(PROFILE);
  }
}
