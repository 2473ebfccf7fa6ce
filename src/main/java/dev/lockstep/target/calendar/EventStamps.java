package dev.lockstep.target.calendar;

import com.google.api.services.calendar.model.Event;
import dev.lockstep.target.Remote.Stamp;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Our mark in an event's private properties (PROTOCOL 6.1), and the ids of events of ours.
 *
 * <p>An event that we made has one mark. One that a person made may be linked by several syncs;
 * each leaves a mark of its own, which the others do not see.
 */
final class EventStamps {

  private static final String INSTANCE = "lockstepInstance";
  private static final String SYNC = "lockstepSync";
  private static final String KEY = "lockstepKey";
  private static final String ID = "lockstepId";
  private static final String WRITE = "lockstepWrite";

  private static final Pattern MADE_ID = Pattern.compile("[0-9a-v]{52}");

  private static final char[] BASE32HEX = "0123456789abcdefghijklmnopqrstuv".toCharArray();

  private EventStamps() {}

  /**
   * The mark as that sync sees it: its own, else that of whoever made the event.
   *
   * @param sync whose eyes look
   */
  static @Nullable Stamp read(Event event, String sync) {
    if (event.getExtendedProperties() == null
        || event.getExtendedProperties().getPrivate() == null) {
      return null;
    }
    Map<String, String> marks = event.getExtendedProperties().getPrivate();
    Stamp own = read(marks, Marked.linkedBy(sync));
    return own == null ? read(marks, Marked.MADE) : own;
  }

  private static @Nullable Stamp read(Map<String, String> marks, Marked as) {
    String instance = marks.get(as.name(INSTANCE));
    String sync = marks.get(as.name(SYNC));
    String key = marks.get(as.name(KEY));
    String id = marks.get(as.name(ID));
    if (instance == null || sync == null || key == null || id == null) {
      return null;
    }
    return new Stamp(instance, sync, key, id, number(marks.get(as.name(WRITE))));
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
    Marked as = isMade(stamp.remoteId()) ? Marked.MADE : Marked.linkedBy(stamp.sync());
    mark.put(as.name(INSTANCE), stamp.instance());
    mark.put(as.name(SYNC), stamp.sync());
    mark.put(as.name(KEY), Stamp.keyText(stamp.key()));
    mark.put(as.name(ID), stamp.remoteId());
    mark.put(as.name(WRITE), String.valueOf(stamp.writeNumber()));
    event.setExtendedProperties(properties.setPrivate(mark));
  }

  /** The names of the properties; Google takes 44 characters, so a sync's name stands as a hash. */
  private record Marked(String suffix) {
    static final Marked MADE = new Marked("");

    static Marked linkedBy(String sync) {
      return new Marked("." + base32hex(sha256(sync)).substring(0, 16));
    }

    String name(String property) {
      return property + suffix;
    }
  }

  /** Whether an event's id is one that we draw: Google's own are shorter. */
  private static boolean isMade(String eventId) {
    return MADE_ID.matcher(eventId).matches();
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
