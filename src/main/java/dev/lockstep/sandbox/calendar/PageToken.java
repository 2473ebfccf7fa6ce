package dev.lockstep.sandbox.calendar;

import dev.lockstep.sandbox.http.GoogleError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a listing goes on.
 *
 * @param last the sort key of the last row that was looked at
 * @param known what the sync token after the last page will stand for: changes that came while
 *     paging are part of the next round
 */
record PageToken(String last, long known) {

  String encode() {
    return Base64.getUrlEncoder()
        .encodeToString(("p\n" + last + "\n" + known + "\n.").getBytes(StandardCharsets.UTF_8));
  }

  static @Nullable PageToken read(@Nullable String token) {
    if (token == null || token.isEmpty()) {
      return null;
    }
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("\n");
      if (parts.length == 4 && parts[0].equals("p")) {
        return new PageToken(parts[1], Long.parseLong(parts[2]));
      }
    } catch (IllegalArgumentException e) {
      // Said below, as for any other text that is no token.
    }
    throw GoogleError.invalid("Invalid page token value.").atParameter("pageToken");
  }
}
