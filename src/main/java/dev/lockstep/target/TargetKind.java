package dev.lockstep.target;

import dev.lockstep.definition.SheetTemplate;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.mapping.TableShape;
import org.jspecify.annotations.Nullable;

/** One kind of thing that a table can be kept in step with. */
public interface TargetKind {

  /** The target of a definition; null where it is of another kind. */
  @Nullable Target of(
      SyncDefinition definition, TableShape table, SheetTemplate template, String instance);
}
