package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Kinds of requests that belong together. */
public interface Family {

  /** Carries out one request. */
  interface Kind {
    /**
     * @param body the request's own message
     * @return what stands in the reply under the kind's name; null for an empty reply
     */
    @Nullable ObjectNode apply(Draft draft, ObjectNode body);
  }

  /** By their names in Google's Request message. */
  Map<String, Kind> kinds();
}
