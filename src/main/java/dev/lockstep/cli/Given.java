package dev.lockstep.cli;

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
