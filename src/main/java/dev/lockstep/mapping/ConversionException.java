package dev.lockstep.mapping;

/**
 * A value does not fit where it should go. It is the fault of that record alone; the message names
 * the thing, its type and the value.
 */
public class ConversionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ConversionException(String message) {
    super(message);
  }
}
