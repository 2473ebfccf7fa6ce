package dev.lockstep.engine;

import dev.lockstep.core.Direction;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.source.Instance;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Keeps a clone or a restored backup from writing (PROTOCOL 11.5): nothing runs while the database
 * around the installation is in doubt, until a person says that it is right.
 */
@Component
public class InstanceGuard {

  private static final Logger LOG = LoggerFactory.getLogger(InstanceGuard.class);

  private final Instance instance;
  private final Pauses pauses;
  private final String publicUrl;
  private final boolean isToBeAccepted;
  private volatile String id = "";
  private volatile @Nullable String doubt;
  private volatile boolean accepted;

  /**
   * @param isToBeAccepted a person said with the start that this database is the one to write
   */
  InstanceGuard(
      Instance instance,
      Pauses pauses,
      @Value("${lockstep.public-url:}") String publicUrl,
      @Value("${lockstep.engine.accept-database:false}") boolean isToBeAccepted) {
    this.isToBeAccepted = isToBeAccepted;
    this.instance = instance;
    this.pauses = pauses;
    this.publicUrl = publicUrl;
  }

  /** The fingerprint in every id and stamp (PROTOCOL 6.1); asked once, when it is first needed. */
  public String id() {
    if (id.isEmpty()) {
      Instance.Identity identity = instance.identify(publicUrl);
      if (identity.doubt() != null) {
        doubt(identity.doubt());
      }
      pauses.standing().stream()
          .filter(pause -> pause.cause() == PauseCause.REWOUND)
          .forEach(pause -> doubt(pause.reason()));
      id = identity.id().toString();
    }
    return id;
  }

  /**
   * Google shows writes that this database has not issued. That is so on every node and after every
   * start, until a person accepts it.
   */
  public void rewound(String reason) {
    pauses.set(Pause.Scope.everything(), Direction.BOTH, PauseCause.REWOUND, reason);
    doubt(reason);
  }

  private void doubt(String reason) {
    if (doubt == null && isToBeAccepted && !accepted) {
      LOG.info("{}; this start accepts the database once the engine begins", reason);
    } else if (doubt == null) {
      LOG.error(
          "every sync is paused, nothing is written: {}. If this database is to go on as the"
              + " installation, start once with --lockstep.engine.accept-database=true",
          reason);
    }
    doubt = reason;
  }

  /** Why nothing may be written; null where all is well. Asked before the engine starts, too. */
  public @Nullable String reason() {
    id();
    return doubt;
  }

  /** Whether the start is to accept the database; until then it stays in doubt. */
  boolean isToBeAccepted() {
    return isToBeAccepted;
  }

  /** A person says that this database is the one to write. */
  public void accept() {
    instance.moveHere(publicUrl);
    pauses.lift(Pause.Scope.everything(), Direction.BOTH, PauseCause.REWOUND);
    accepted = true;
    doubt = null;
  }

  /** Whether a person has said so since this process started. */
  boolean isAccepted() {
    return accepted;
  }
}
