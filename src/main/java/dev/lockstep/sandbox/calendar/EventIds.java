package dev.lockstep.sandbox.calendar;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The ids of events: chosen by clients, by the server, or made of a uid. */
final class EventIds {

  private static final Pattern CLIENT_ID = Pattern.compile("[a-v0-9]{5,1024}");

  private EventIds() {}

  static boolean allowed(String id) {
    return CLIENT_ID.matcher(id).matches();
  }

  /** Twenty-six characters of base32hex. */
  static String fresh() {
    byte[] bits = new byte[17];
    ThreadLocalRandom.current().nextBytes(bits);
    String text = new BigInteger(1, bits).setBit(135).toString(32);
    return text.substring(text.length() - 26);
  }

  /** Made of the iCalUID, so that an import finds its event again. */
  static String ofUid(String uid) {
    StringBuilder id = new StringBuilder("_");
    int bits = 0;
    int held = 0;
    for (byte b : uid.getBytes(StandardCharsets.UTF_8)) {
      bits = bits << 8 | b & 255;
      held += 8;
      while (held >= 5) {
        id.append(Character.forDigit(bits >>> (held - 5) & 31, 32));
        held -= 5;
      }
      bits &= (1 << held) - 1;
    }
    if (held > 0) {
      id.append(Character.forDigit(bits << (5 - held) & 31, 32));
    }
    return id.toString().toLowerCase(Locale.ROOT);
  }
}
