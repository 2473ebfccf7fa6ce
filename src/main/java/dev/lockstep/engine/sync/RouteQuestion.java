package dev.lockstep.engine.sync;

import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;

/**
 * What a route is asked about one conflict; an answer holds for these very values alone.
 *
 * @param unit the field, or the name of fields merged as one
 * @param uri of the route
 * @param base what the row showed when both sides last agreed
 */
public record RouteQuestion(
    PartitionKey partition,
    String key,
    String unit,
    String uri,
    Fields base,
    Fields source,
    Fields target) {

  /** Of what it is asked, whatever the values are. */
  record Place(PartitionKey partition, String key, String unit) {}

  Place place() {
    return new Place(partition, key, unit);
  }
}
