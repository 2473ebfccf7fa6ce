package dev.lockstep.cli;

import java.util.UUID;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What options take: the same as the API's contract, and a value beside it is named. */
final class Given {

  private Given() {}

  /** How many to show. */
  static final class Limit implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      try {
        int limit = Integer.parseInt(value);
        if (limit >= 1) {
          return limit;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new TypeConversionException("'%s' is no number of 1 or more".formatted(value));
    }
  }

  /** Where to listen. */
  static final class Port implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      try {
        int port = Integer.parseInt(value);
        if (port >= 0 && port <= 65_535) {
          return port;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new TypeConversionException("'%s' is no port: 0 to 65535".formatted(value));
    }
  }

  /** Which token. */
  static final class TokenId implements ITypeConverter<UUID> {
    @Override
    public UUID convert(String value) {
      try {
        return UUID.fromString(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "'%s' is no id of a token, as token create prints it".formatted(value));
      }
    }
  }

  /** Something that can be read, of a length that can be kept. */
  private abstract static class Words implements ITypeConverter<String> {
    private final int longest;

    Words(int longest) {
      this.longest = longest;
    }

    @Override
    public String convert(String value) {
      if (value.isBlank()) {
        throw new TypeConversionException("'%s' says nothing".formatted(value));
      }
      if (value.length() > longest) {
        throw new TypeConversionException(
            "it has %,d characters, %,d are the most".formatted(value.length(), longest));
      }
      return value;
    }
  }

  /** Why somebody does something. */
  static final class Reason extends Words {
    Reason() {
      super(1000);
    }
  }

  /** What somebody calls something. */
  static final class Name extends Words {
    Name() {
      super(200);
    }
  }

  /** What is looked for. */
  static final class Part extends Words {
    Part() {
      super(Integer.MAX_VALUE);
    }
  }
}
