package dev.lockstep.target.sheet;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.google.Api;
import dev.lockstep.google.Failures;
import dev.lockstep.google.Failures.About;
import dev.lockstep.google.RateLimits;
import dev.lockstep.target.TargetException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** What goes wrong with a tab, as a failure of the scope that it concerns. */
final class SheetTrouble {

  private static final Logger LOG = LoggerFactory.getLogger(SheetTrouble.class);

  private final SheetRules rules;
  private final TabStore store;
  private final Tabs tabs;
  private final RateLimits limits;

  SheetTrouble(SheetRules rules, TabStore store, Tabs tabs, RateLimits limits) {
    this.rules = rules;
    this.store = store;
    this.tabs = tabs;
    this.limits = limits;
  }

  /** Whether nobody knows if the call did anything. */
  static boolean isUnanswered(Exception e) {
    return !(e instanceof TargetException)
        && !(e instanceof GoogleJsonResponseException answered && answered.getStatusCode() < 500)
        && Failures.of(e, About.COLLECTION).kind() == Failure.Kind.TRANSIENT;
  }

  /** Runs it; what goes wrong comes out as a failure of a scope. */
  <T> T carefully(PartitionKey partition, Callable<T> work) {
    try {
      return work.call();
    } catch (Exception e) {
      throw wider(partition, e);
    }
  }

  TargetException wider(PartitionKey partition, Exception e) {
    if (e instanceof TargetException known) {
      return known;
    }
    if (e instanceof FlushLost || e instanceof BatchOvertaken) {
      return new TargetException(
          new Failure(
              Failure.Kind.QUOTA,
              Failure.Scope.PARTITION,
              "busy",
              String.valueOf(e.getMessage()),
              Duration.ofSeconds(5)),
          List.of(),
          e);
    }
    if (e instanceof RuntimeException bug
        && !(e instanceof org.apache.camel.RuntimeCamelException)
        && e.getCause() == null) {
      throw bug; // A lost lease, or a bug of ours: not Google's answer.
    }
    tabs.forget(partition); // Whatever it was, the structure is read anew.
    Failure failure = Failures.of(e, About.COLLECTION);
    if (failure.kind() == Failure.Kind.QUOTA && !failure.reason().equals("ownLimit")) {
      limits.refused(Api.SHEETS_READ, partition.account(), failure);
      limits.refused(Api.SHEETS_WRITE, partition.account(), failure);
    }
    Failure.Scope scope =
        failure.scope() == Failure.Scope.RECORD ? Failure.Scope.PARTITION : failure.scope();
    return new TargetException(
        new Failure(
            failure.kind(),
            scope,
            failure.reason(),
            scope == Failure.Scope.PARTITION
                ? "%s: %s".formatted(spreadsheet(partition), failure.message())
                : failure.message(),
            failure.retryAfter()),
        List.of(),
        e);
  }

  /** Null where it is not known, or the database is away, which may be what went wrong. */
  private @Nullable String remembered(PartitionKey partition) {
    try {
      return store.find(partition).map(TabStore.Remembered::spreadsheetId).orElse(null);
    } catch (DataAccessException away) {
      LOG.debug("the failure of {} is told without its spreadsheet", partition, away);
      return null;
    }
  }

  /** As a person finds it: Google's own words name neither the file nor the tab. */
  private String spreadsheet(PartitionKey partition) {
    String tab = "tab '%s' of spreadsheet".formatted(rules.sheet().tab());
    String id = remembered(partition);
    return switch (rules.spreadsheet()) {
      case SyncDefinition.Spreadsheet.Create made ->
          "%s '%s'%s".formatted(tab, made.title(), id == null ? "" : " (" + id + ")");
      case SyncDefinition.Spreadsheet.Id given ->
          "%s %s".formatted(tab, id == null ? given.spreadsheetId() : id);
    };
  }
}
