package dev.lockstep.mapping;

import dev.lockstep.core.Value;
import org.jspecify.annotations.Nullable;

/**
 * One column of a live table.
 *
 * @param typeName the declared type as {@code format_type} prints it: what {@code CAST(:text AS …)}
 *     names
 * @param type how its values are read and written
 * @param generated a {@code GENERATED ALWAYS AS (…)} column: nobody can write it
 * @param identity whether the value is drawn from a sequence when none is given
 * @param hasDefault whether an INSERT may leave it out
 */
public record Column(
    String name,
    String typeName,
    ColumnType type,
    boolean notNull,
    boolean generated,
    Identity identity,
    boolean hasDefault) {

  /** The two kinds of {@code GENERATED … AS IDENTITY}. */
  public enum Identity {
    NONE,
    BY_DEFAULT,
    ALWAYS
  }

  /** Whether an INSERT that does not name this column fails. */
  public boolean mustBeGiven() {
    return notNull && !hasDefault && !generated && identity == Identity.NONE;
  }

  /** Whether an UPDATE may set it. */
  public boolean isWritable() {
    return !generated && identity != Identity.ALWAYS;
  }

  /**
   * Whether a new row gets its default where the field or cell is blank, since it takes no NULL.
   */
  boolean isDrawnWhereBlank() {
    return notNull && !type.kind().holdsEmptyText() && (hasDefault || identity != Identity.NONE);
  }

  /**
   * What a blank field or cell stands for: NULL, '' where the column takes none (PROTOCOL 3.1).
   *
   * @throws ConversionException where it takes neither
   */
  Value blank() {
    if (!notNull) {
      return Value.NULL;
    }
    if (!type.kind().holdsEmptyText()) {
      throw new ConversionException("it is NOT NULL but the value is blank");
    }
    return new Value.Text("");
  }

  /**
   * @see ColumnType#read
   */
  public Value read(@Nullable String text) {
    try {
      return type.read(text);
    } catch (ConversionException e) {
      throw faulty(e);
    }
  }

  /**
   * @see ColumnType#write
   */
  public @Nullable String write(Value value) {
    try {
      return type.write(value);
    } catch (ConversionException e) {
      throw faulty(e);
    }
  }

  private ConversionException faulty(ConversionException e) {
    return new ConversionException(
        "column \"%s\" (%s): %s".formatted(name, typeName, e.getMessage()));
  }
}
