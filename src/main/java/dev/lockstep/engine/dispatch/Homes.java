package dev.lockstep.engine.dispatch;

import dev.lockstep.account.Accounts;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Policies;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.mapping.ConversionException;
import dev.lockstep.source.Identifiers;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The partitions that a sync's rows and the connected accounts call for. */
@Component
public class Homes {

  private final Accounts accounts;
  private final JdbcClient jdbc;

  Homes(Accounts accounts, JdbcClient jdbc) {
    this.accounts = accounts;
    this.jdbc = jdbc;
  }

  public Collection<PartitionKey> of(RunningSync sync) {
    Set<String> owners = accounts.queueableOwners();
    Set<PartitionKey> homes = new LinkedHashSet<>();
    places(sync).stream()
        .filter(place -> owners.contains(place.account()))
        .map(place -> new PartitionKey(sync.name(), place.account(), place.calendar()))
        .forEach(homes::add);
    String fixed = sync.fixedAccount();
    if (fixed != null && owners.contains(fixed) && mayBeginThere(sync)) {
      homes.add(new PartitionKey(sync.name(), fixed, sync.fixedCalendar()));
    }
    if (takesUpEvents(sync)) {
      owners.stream()
          .map(owner -> new PartitionKey(sync.name(), owner, sync.fixedCalendar()))
          .filter(home -> mayOwnRows(sync, home))
          .forEach(homes::add);
    }
    return homes;
  }

  /** Accounts that rows of the sync or its definition name and that are not connected. */
  public Set<String> unconnected(RunningSync sync) {
    Set<String> owners = accounts.queueableOwners();
    Set<String> unconnected = new TreeSet<>();
    places(sync).stream()
        .map(HomePlace::account)
        .filter(account -> !owners.contains(account))
        .forEach(unconnected::add);
    String fixed = sync.fixedAccount();
    if (fixed != null && !fixed.isEmpty() && !owners.contains(fixed)) {
      unconnected.add(fixed);
    }
    return unconnected;
  }

  /** Whether the one place of a sync is looked at although the table has no row yet. */
  private static boolean mayBeginThere(RunningSync sync) {
    boolean isFixed =
        sync.definition().source().account() == null
            && !(sync.definition().target() instanceof SyncDefinition.CalendarTarget calendar
                && calendar.calendar() instanceof SyncDefinition.CalendarChoice.FromColumn);
    return isFixed
        && (!sync.isCalendar()
            || sync.definition().policies().googleCreate() == Policies.GoogleCreate.INSERT);
  }

  /** Whether an owner's first row may begin with an event: then no row tells of its calendar. */
  private static boolean takesUpEvents(RunningSync sync) {
    return sync.definition().policies().googleCreate() == Policies.GoogleCreate.INSERT
        && sync.definition().source().account() != null
        && sync.definition().target() instanceof SyncDefinition.CalendarTarget calendar
        && !(calendar.calendar() instanceof SyncDefinition.CalendarChoice.FromColumn);
  }

  private static boolean mayOwnRows(RunningSync sync, PartitionKey home) {
    try {
      sync.ownerColumns(home);
      return true;
    } catch (ConversionException | IllegalArgumentException e) {
      return false; // Not a value of the account column: another sync's owner.
    }
  }

  private record HomePlace(String account, String calendar) {}

  private List<HomePlace> places(RunningSync sync) {
    String account = sync.definition().source().account();
    String fixed = sync.fixedAccount();
    String accountSql =
        account == null
            ? Identifiers.constant(fixed == null ? "" : fixed)
            : Identifiers.quote(account) + "::text";
    String calendarSql =
        sync.definition().target() instanceof SyncDefinition.CalendarTarget calendar
                && calendar.calendar() instanceof SyncDefinition.CalendarChoice.FromColumn from
            ? Identifiers.quote(from.column()) + "::text"
            : Identifiers.constant(sync.fixedCalendar());
    return jdbc.sql(
            """
            SELECT DISTINCT a, c
            FROM (SELECT %s AS a, %s AS c FROM %s) rows
            WHERE a IS NOT NULL AND c IS NOT NULL
            """
                .formatted(accountSql, calendarSql, Identifiers.quote(sync.source().shape())))
        .query((row, n) -> new HomePlace(row.getString("a"), row.getString("c")))
        .list();
  }
}
