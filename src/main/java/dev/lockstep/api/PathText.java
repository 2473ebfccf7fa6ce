package dev.lockstep.api;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Any text as one segment of a path that every server, proxy and client passes on as it is:
 * percent-encoded UTF-8 with {@code ~} in place of {@code %}, since {@code %2F}, {@code %5C} and
 * {@code %25} are refused or decoded on the way. Letters, digits, {@code -} and {@code _} stand for
 * themselves, {@code .} inside of a text too; the empty text is a lone {@code ~}.
 */
final class PathText {

  private static final String EMPTY = "~";
  private static final String HEX = "0123456789ABCDEF";

  private PathText() {}

  static String encode(String text) {
    if (text.isEmpty()) {
      return EMPTY;
    }
    boolean isDots = text.chars().allMatch(c -> c == '.');
    StringBuilder segment = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (isPlain(c) || c == '.' && !isDots) {
        segment.append(c);
      } else {
        segment.append('~').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
      }
    }
    return segment.toString();
  }

  private static boolean isPlain(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '_';
  }

  /**
   * @param segment percent-decoded; what need not be encoded may stand as it is
   */
  static String decode(String segment) {
    if (segment.equals(EMPTY)) {
      return "";
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] given = segment.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < given.length; i++) {
      if (given[i] != '~') {
        bytes.write(given[i]);
        continue;
      }
      int high = i + 2 < given.length ? Character.digit(given[i + 1], 16) : -1;
      int low = i + 2 < given.length ? Character.digit(given[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw notEncoded(segment);
      }
      bytes.write(high * 16 + low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw notEncoded(segment);
    }
  }

  private static ApiProblem notEncoded(String segment) {
    return ApiProblem.badRequest(
        "'%s' in the path is not encoded: after ~ come two hexadecimal digits of a byte of UTF-8"
            .formatted(segment));
  }
}
