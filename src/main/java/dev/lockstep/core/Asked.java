package dev.lockstep.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for one record beside what its sides show; given with the state and used once.
 *
 * @param rulings by unit: how a route decided what else would wait
 * @param resolved by unit: how a person did
 * @param restore a person asked for the record to be brought back
 * @param version the values that a person wants back on both sides; a field that is missing stays
 * @param givenUp the side whose changes a person gave up, that the brake had held; null: none
 * @param expected what the fields of the version showed when they were asked back: one that was
 *     changed since stays as it is; nothing for a record that was gone. Null: whatever was changed
 *     since goes back too
 * @param again what the source could not take is to be tried once more
 */
public record Asked(
    Map<String, Ruling> rulings,
    Map<String, Resolution> resolved,
    boolean restore,
    Fields version,
    @Nullable Side givenUp,
    @Nullable Fields expected,
    boolean again) {

  public static final Asked NOTHING =
      new Asked(Map.of(), Map.of(), false, Fields.EMPTY, null, null, false);

  /** The record is to be whole again, as its sides are. */
  public static final Asked RESTORE =
      new Asked(Map.of(), Map.of(), true, Fields.EMPTY, null, null, false);

  /** What the source refused may be right by now. */
  public static final Asked AGAIN =
      new Asked(Map.of(), Map.of(), false, Fields.EMPTY, null, null, true);

  public Asked {
    rulings = Map.copyOf(rulings);
    resolved = Map.copyOf(resolved);
  }

  /** A person's decision of conflicts, by unit. */
  public static Asked resolve(Map<String, Resolution> resolved) {
    return new Asked(Map.of(), resolved, false, Fields.EMPTY, null, null, false);
  }

  /** The record is to be whole again, with these values. */
  public static Asked restore(Fields version) {
    return new Asked(Map.of(), Map.of(), true, version, null, null, false);
  }

  /** The same where nobody has changed it since it showed what is expected. */
  public static Asked restoreUnlessChanged(Fields version, Fields expected) {
    return new Asked(Map.of(), Map.of(), true, version, null, expected, false);
  }

  /** What the brake held of that side's changes is not to be carried out. */
  public static Asked giveUp(Side side) {
    return new Asked(Map.of(), Map.of(), false, Fields.EMPTY, side, null, false);
  }

  /** The same with what routes decided, where a person has not. */
  public Asked with(Map<String, Ruling> decided) {
    return new Asked(decided, resolved, restore, version, givenUp, expected, again);
  }

  /** The same once it was tried: what is refused still stays as it was. */
  public Asked tried() {
    return new Asked(rulings, resolved, restore, version, givenUp, expected, false);
  }

  /** What the other direction has still to do of it once this one has done its part. */
  public Asked handedOn() {
    return restore ? RESTORE : NOTHING;
  }
}
