package dev.lockstep.target.calendar;

import com.google.api.services.calendar.model.Event;
import dev.lockstep.target.Remote.Stamp;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Our mark in an event's private properties (PROTOCOL 6.1), and the ids of events of ours. */
final class EventStamps {

  private static final String INSTANCE = "lockstepInstance";
  private static final String SYNC = "lockstepSync";
  private static final String KEY = "lockstepKey";
  private static final String ID = "lockstepId";
  private static final String WRITE = "lockstepWrite";

  private static final char[] BASE32HEX = "0123456789abcdefghijklmnopqrstuv".toCharArray();

  private EventStamps() {}

  static @Nullable Stamp read(Event event) {
    if (event.getExtendedProperties() == null
        || event.getExtendedProperties().getPrivate() == null) {
      return null;
    }
    Map<String, String> mark = event.getExtendedProperties().getPrivate();
    String instance = mark.get(INSTANCE);
    String sync = mark.get(SYNC);
    String key = mark.get(KEY);
    String id = mark.get(ID);
    if (instance == null || sync == null || key == null || id == null) {
      return null;
    }
    return new Stamp(instance, sync, key, id, number(mark.get(WRITE)));
  }

  /** Adds our mark to what stands there; a patch leaves a person's own properties alone. */
  static void write(Event event, Stamp stamp) {
    Event.ExtendedProperties properties =
        event.getExtendedProperties() == null
            ? new Event.ExtendedProperties()
            : event.getExtendedProperties();
    Map<String, String> mark =
        properties.getPrivate() == null
            ? new LinkedHashMap<>()
            : new LinkedHashMap<>(properties.getPrivate());
    mark.put(INSTANCE, stamp.instance());
    mark.put(SYNC, stamp.sync());
    mark.put(KEY, Stamp.keyText(stamp.key()));
    mark.put(ID, stamp.remoteId());
    mark.put(WRITE, String.valueOf(stamp.writeNumber()));
    event.setExtendedProperties(properties.setPrivate(mark));
  }

  /** base32hex of the SHA-256 of the parts, which Google takes as an event id. */
  static String eventId(String instance, String sync, String account, String key, int incarnation) {
    return base32hex(sha256(instance, sync, account, key, String.valueOf(incarnation)));
  }

  private static long number(@Nullable String text) {
    try {
      return text == null ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static byte[] sha256(String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        // The length keeps ("a", "bc") and ("ab", "c") apart.
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  private static String base32hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int buffer = 0;
    int bits = 0;
    for (byte b : bytes) {
      buffer = (buffer << 8) | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32HEX[(buffer >> bits) & 31]);
      }
      buffer &= (1 << bits) - 1;
    }
    if (bits > 0) {
      text.append(BASE32HEX[(buffer << (5 - bits)) & 31]);
    }
    return text.toString();
  }
}
