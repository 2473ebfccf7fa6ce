package dev.lockstep.sandbox.calendar;

import dev.lockstep.sandbox.http.GoogleError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Page and sync tokens of the lists beside the events; opaque to a client. */
final class ListToken {

  private ListToken() {}

  /**
   * @param kind which list and which of its tokens
   * @param at up to where the client knows the list
   * @param epoch tokens of another epoch are dead
   */
  static String write(String kind, long at, int epoch) {
    return Base64.getUrlEncoder()
        .encodeToString((kind + "\n" + at + "\n" + epoch + "\n.").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param parameter that brought the token
   * @throws GoogleError 400 when it is no token of this kind, 410 when it is dead
   */
  static long read(String token, String kind, int epoch, String parameter) {
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("\n");
      if (parts.length == 4 && parts[0].equals(kind)) {
        if (!parts[2].equals(Integer.toString(epoch))) {
          throw GoogleError.of(
                  410,
                  "calendar",
                  "fullSyncRequired",
                  "Sync token is no longer valid, a full sync is required.")
              .atParameter(parameter);
        }
        return Long.parseLong(parts[1]);
      }
    } catch (IllegalArgumentException e) {
      // Said below, as for any other text that is no token.
    }
    throw GoogleError.invalid("Invalid " + parameter + " value.").atParameter(parameter);
  }
}
