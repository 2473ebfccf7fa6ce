package dev.lockstep.webhook;

import dev.lockstep.definition.SyncDefinition;
import java.util.Collection;

/** The syncs that run now; those with a calendar or a sheet get push notifications. */
public interface PushedSyncs {
  Collection<SyncDefinition> running();
}
