package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;

/**
 * What Google does one way today and might do another way tomorrow, and what is not known for
 * certain: switches with the most plausible default.
 */
public final class Behaviour {

  /** Every listing begins with an empty page that has a page token. */
  boolean emptyPages;

  /** Whether a patch that changes nothing keeps the etag, as an update does. */
  boolean noopPatchKeepsEtag = true;

  /** Whether one of several extended property constraints is enough. */
  boolean anyExtendedProperty;

  /** Whether deleted events are listed in full even when deleted ones were not asked for. */
  boolean fullTombstones;

  /** Whether the answer to a move says `cancelled`, as recorded. */
  boolean moveSaysCancelled = true;

  /** How many writes to one calendar a second takes before Google calls it a burst; 0 is any. */
  int writesPerCalendarPerSecond;

  public ObjectNode json() {
    return Json.object()
        .put("emptyPages", emptyPages)
        .put("noopPatchKeepsEtag", noopPatchKeepsEtag)
        .put("anyExtendedProperty", anyExtendedProperty)
        .put("fullTombstones", fullTombstones)
        .put("moveSaysCancelled", moveSaysCancelled)
        .put("writesPerCalendarPerSecond", writesPerCalendarPerSecond);
  }

  public void set(ObjectNode json) {
    emptyPages = json.path("emptyPages").asBoolean(emptyPages);
    noopPatchKeepsEtag = json.path("noopPatchKeepsEtag").asBoolean(noopPatchKeepsEtag);
    anyExtendedProperty = json.path("anyExtendedProperty").asBoolean(anyExtendedProperty);
    fullTombstones = json.path("fullTombstones").asBoolean(fullTombstones);
    moveSaysCancelled = json.path("moveSaysCancelled").asBoolean(moveSaysCancelled);
    writesPerCalendarPerSecond =
        json.path("writesPerCalendarPerSecond").asInt(writesPerCalendarPerSecond);
  }

  public void reset() {
    set(new Behaviour().json());
  }
}
