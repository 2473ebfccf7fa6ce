package dev.lockstep.sandbox.sheets.batch;

import java.util.List;

/** All families of requests. */
final class Families {

  static final List<Family> ALL = List.of(new SheetKinds());

  private Families() {}
}
