package dev.lockstep.engine;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Situation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a full reconciliation of a sync would do, counted; its records were told one by one.
 *
 * @param at when it was made, by PostgreSQL's clock
 * @param records how many were looked at
 * @param toGoogle what would change at Google
 * @param fromGoogle what would change in the table
 * @param conflicts records in which both sides changed the same field; who wins is in each record
 * @param waiting of these, the ones that wait for a person
 * @param routed of these, the ones that a route will decide, which a plan does not ask
 * @param failing records that could not go on
 * @param untouched by situation: records to which nothing would happen
 * @param places calendars and tabs, each with what kept it from being looked at
 * @param notes what else a person should know before it is carried out
 */
public record Plan(
    String sync,
    Instant at,
    long records,
    Counts toGoogle,
    Counts fromGoogle,
    long conflicts,
    long waiting,
    long routed,
    long failing,
    Map<Situation, Long> untouched,
    List<Place> places,
    List<String> notes) {

  public Plan {
    untouched = Map.copyOf(untouched);
    places = List.copyOf(places);
    notes = List.copyOf(notes);
  }

  /**
   * One direction.
   *
   * @param fields values, or cells, that would change in what is updated
   * @param marked records that would only get our mark
   * @param held records that the brake would hold; they are in no other count
   */
  public record Counts(
      long inserted, long updated, long deleted, long fields, long marked, long held) {
    public boolean isNothing() {
      return inserted + updated + deleted + marked + held == 0;
    }
  }

  /**
   * @param failure why it could not be looked at, so that nothing of it is in the plan; null where
   *     it was
   */
  public record Place(PartitionKey partition, @Nullable String failure) {}

  /** Whether every calendar and tab was looked at. */
  public boolean isWhole() {
    return places.stream().allMatch(place -> place.failure() == null);
  }

  /** Whether nothing would be done. */
  public boolean isNothing() {
    return toGoogle.isNothing() && fromGoogle.isNothing();
  }
}
