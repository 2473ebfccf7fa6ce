package dev.lockstep.sandbox.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The batch addresses. Their parts bring the tokens and are charged one by one, so the outer call
 * only says that it may go on.
 */
public final class BatchEndpoint {

  /** Never leaves the sandbox: the frame answers with the parts instead. */
  static final int STATUS = 299;

  private BatchEndpoint() {}

  /** For each API its own address; the global one was removed by Google and is not found. */
  public static List<Endpoint> endpoints(String... apis) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String api : apis) {
      endpoints.add(
          new Endpoint(
              "",
              "POST",
              "batch/" + api,
              Set.of("*"),
              Set.of(),
              Set.of(),
              Endpoint.Cost.READ,
              call -> new Answer(STATUS, Map.of(), null, null)));
    }
    return endpoints;
  }
}
