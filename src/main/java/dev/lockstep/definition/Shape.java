package dev.lockstep.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may stand at one place of a definition; drives the check, the JSON Schema and the docs. */
sealed interface Shape {

  /** Text; where {@code pattern} is set it must match, {@code what} says so to people. */
  record Text(String what, @Nullable String pattern) implements Shape {}

  /** One of these words. */
  record Choice(List<String> options) implements Shape {}

  record Flag() implements Shape {}

  /** A whole number from one to another, both included. */
  record Whole(int from, int to) implements Shape {}

  /** One value of any kind: text, a number, true or false. */
  record Plain() implements Shape {}

  /** A duration ({@link Periods}). */
  record Period() implements Shape {}

  /** One, or a list of at least one. */
  record OneOrMore(Shape item) implements Shape {}

  /** Known keys. */
  record Block(List<Key> keys) implements Shape {
    List<String> names() {
      return keys.stream().map(Key::name).toList();
    }
  }

  /** Names that the user chooses, each with this. */
  record Names(Shape value) implements Shape {}

  /** Any of these; where one is a block it is the only one. */
  record Either(List<Shape> shapes) implements Shape {}

  /** Blocks told apart by their first key. */
  record Variants(List<Block> blocks) implements Shape {}

  /**
   * One key of a block.
   *
   * @param standard what holds when it is left out, as it would be written; null: nothing
   * @param about a sentence for the docs and the schema
   */
  record Key(String name, Shape shape, boolean required, @Nullable String standard, String about) {}
}
