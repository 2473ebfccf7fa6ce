package dev.lockstep.sandbox.sheets.batch;

import java.util.List;

/** All families of requests. */
final class Families {

  static final List<Family> ALL =
      List.of(
          new SheetKinds(),
          new SheetPropertyKinds(),
          new CellKinds(),
          new DimensionKinds(),
          new DimensionPropertyKinds(),
          new GroupKinds(),
          new RangeKinds(),
          new SortKinds(),
          new FindReplaceKinds(),
          new PasteKinds(),
          new CleanupKinds(),
          new MergeKinds(),
          new ValidationKinds(),
          new BorderKinds(),
          new ConditionalFormatKinds(),
          new BandingKinds(),
          new ProtectedRangeKinds(),
          new NamedRangeKinds(),
          new FilterKinds(),
          new TableKinds(),
          new MetadataKinds());

  private Families() {}
}
