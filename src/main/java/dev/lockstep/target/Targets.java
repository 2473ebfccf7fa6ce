package dev.lockstep.target;

import dev.lockstep.definition.SheetTemplate;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.mapping.TableShape;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Gives each sync its target. */
@Component
public class Targets {

  private final List<TargetKind> kinds;

  Targets(List<TargetKind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  /**
   * The target of a definition.
   *
   * @param table the source as it is
   * @param template how a tab looks; nothing else has a look
   * @param instance fingerprint of this installation, part of every id and stamp (PROTOCOL 6.1)
   * @throws IllegalArgumentException for a kind of target that this version does not have
   */
  public Target of(
      SyncDefinition definition, TableShape table, SheetTemplate template, String instance) {
    return kinds.stream()
        .map(kind -> kind.of(definition, table, template, instance))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "sync '%s': this version keeps calendars and sheets only, no feeds"
                        .formatted(definition.name())));
  }
}
