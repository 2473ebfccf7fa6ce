package dev.lockstep.routes;

/** A user's file in place of one of ours does not load. */
final class RouteFileBroken extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RouteFileBroken(String fault) {
    super("a file of your own stands in place of one of the application's: " + fault);
  }
}
