package dev.lockstep.sandbox.drive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;

/** What Drive did one way and does another way, or is documented both ways. */
public final class DriveBehaviour {

  /** Whether service accounts are refused what would be theirs, as those made lately are. */
  boolean serviceAccountsHaveNoStorage;

  /** Whether messages about changes say `changed`, as one page has it, and not `change`. */
  boolean changeIsCalledChanged;

  public ObjectNode json() {
    return Json.object()
        .put("serviceAccountsHaveNoStorage", serviceAccountsHaveNoStorage)
        .put("changeIsCalledChanged", changeIsCalledChanged);
  }

  public void set(ObjectNode json) {
    serviceAccountsHaveNoStorage =
        json.path("serviceAccountsHaveNoStorage").asBoolean(serviceAccountsHaveNoStorage);
    changeIsCalledChanged = json.path("changeIsCalledChanged").asBoolean(changeIsCalledChanged);
  }

  public void reset() {
    set(new DriveBehaviour().json());
  }
}
