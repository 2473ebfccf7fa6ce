package dev.lockstep.target.sheet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.services.sheets.v4.model.NumberFormat;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Policies;
import dev.lockstep.definition.SheetTemplate;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.google.GoogleClients;
import dev.lockstep.google.GoogleSettings;
import dev.lockstep.google.RateLimits;
import dev.lockstep.mapping.Column;
import dev.lockstep.mapping.KeyCells;
import dev.lockstep.mapping.TableShape;
import dev.lockstep.target.DueLooks;
import dev.lockstep.target.Spreadsheets;
import dev.lockstep.target.Target;
import dev.lockstep.target.TargetKind;
import dev.lockstep.target.Witness;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Gives each sync of a sheet its target. */
@Component
@EnableConfigurationProperties(SheetSettings.class)
class SheetTargets implements TargetKind, DueLooks, Spreadsheets {

  private static final Duration MIN = Duration.ofSeconds(5);
  private static final Duration MAX = Duration.ofMinutes(5);

  private final SheetCalls calls;
  private final SheetStore store;
  private final Turns turns;
  private final Witness witness;
  private final RateLimits limits;
  private final SheetSettings settings;
  private final int readsPerMinute;
  private final Counter known;
  private final Counter askedFor;

  SheetTargets(
      ProducerTemplate routes,
      GoogleClients clients,
      RateLimits limits,
      GoogleSettings google,
      SheetSettings settings,
      NamedParameterJdbcTemplate jdbc,
      TransactionTemplate transaction,
      ObjectMapper json,
      Witness witness,
      MeterRegistry metrics) {
    this.calls = new SheetCalls(routes, clients);
    this.store = new SheetStore(jdbc, transaction, json);
    this.turns =
        new Turns(
            store.turns(),
            new FlushPace(
                settings.rest(),
                google.limits().sheetsPerAccountPerMinute(),
                google.limits().sheetsPerProjectPerMinute(),
                settings.flushShare()));
    this.witness = witness;
    this.limits = limits;
    this.settings = settings;
    this.readsPerMinute = google.limits().sheetsPerAccountPerMinute();
    this.known = metrics.counter("lockstep.sheet.structure", "outcome", "hit");
    this.askedFor = metrics.counter("lockstep.sheet.structure", "outcome", "miss");
  }

  @Override
  public Collection<PartitionKey> due() {
    turns.giveBackOwed();
    return store.looks().due();
  }

  @Override
  public Map<PartitionKey, String> connected() {
    return store.tabs().connected();
  }

  @Override
  public Set<PartitionKey> in(String spreadsheetId, @Nullable Integer sheetId) {
    return store.tabs().in(spreadsheetId, sheetId);
  }

  @Override
  public void heard(Collection<PartitionKey> partitions) {
    store.looks().heard(partitions);
  }

  @Override
  public Optional<String> file(String account, String title) {
    return store.files().find(account, title);
  }

  @Override
  public void adopt(String account, String title, String spreadsheetId) {
    store.files().remember(account, title, spreadsheetId);
  }

  @Override
  public @Nullable Target of(
      SyncDefinition definition, TableShape table, SheetTemplate template, String instance) {
    if (!(definition.target() instanceof SyncDefinition.SheetTarget sheet)) {
      return null;
    }
    PartitionKey home = new PartitionKey(definition.name(), sheet.account(), sheet.tab());
    Tabs tabs = new Tabs(calls, store, instance, this::asked, SheetTargets::sinceStart);
    Map<String, Column> columns = columns(definition, table);
    List<String> key = keyColumns(definition, table);
    SyncDefinition.Timing timing = definition.timing();
    TabShape shape = shape(definition, columns, key, () -> tabs.zone(home).orElse(null));
    return new SheetTarget(
        home,
        new SheetRules(
            sheet,
            sheet.spreadsheet(),
            definition.direction().fromGoogle()
                && definition.policies().googleCreate() == Policies.GoogleCreate.INSERT,
            key.stream().allMatch(name -> isDrawn(table.column(name).orElseThrow())),
            settings.settle()),
        shape,
        formats(columns, template),
        calls,
        store,
        tabs,
        new Looks(calls, store.tabs(), instance),
        turns,
        new Layouts(calls, store.tabs(), witness, shape, template, columns, readOnly(definition)),
        witness,
        limits,
        new LookPace(
            timing.min() == null ? MIN : timing.min(),
            timing.max() == null ? MAX : timing.max(),
            readsPerMinute,
            settings.readShare()),
        instance);
  }

  /** A clock that nobody sets: what is kept grows old by the time that passes. */
  private static Instant sinceStart() {
    return Instant.EPOCH.plusNanos(System.nanoTime());
  }

  private void asked(boolean hit) {
    (hit ? known : askedFor).increment();
  }

  private static List<String> keyColumns(SyncDefinition definition, TableShape table) {
    return definition.source().key().isEmpty() ? table.primaryKey() : definition.source().key();
  }

  private static boolean isDrawn(Column column) {
    return column.hasDefault() || column.identity() != Column.Identity.NONE;
  }

  /** By field the column that it shows; computed fields show none. */
  private static Map<String, Column> columns(SyncDefinition definition, TableShape table) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (SyncDefinition.Field field : definition.fields()) {
      if (field.from() instanceof SyncDefinition.FieldSource.Column from) {
        table.column(from.column()).ifPresent(column -> columns.put(field.name(), column));
      }
    }
    return columns;
  }

  private static TabShape shape(
      SyncDefinition definition,
      Map<String, Column> columns,
      List<String> key,
      Supplier<@Nullable ZoneId> zone) {
    List<KeyCells.KeyField> keyFields = new ArrayList<>();
    for (String name : key) {
      columns.entrySet().stream()
          .filter(entry -> entry.getValue().name().equals(name))
          .findFirst()
          .ifPresentOrElse(
              entry -> keyFields.add(new KeyCells.KeyField(entry.getKey(), entry.getValue())),
              () -> {
                throw new IllegalArgumentException(
                    "sync '%s': key column '%s' is shown by no field, so no row could be told"
                        .formatted(definition.name(), name));
              });
    }
    return new TabShape(
        definition.fields().stream().map(SyncDefinition.Field::name).toList(),
        keyFields.stream().map(KeyCells.KeyField::name).toList(),
        new KeyCells(definition.name(), keyFields, zone));
  }

  private static Set<String> readOnly(SyncDefinition definition) {
    return definition.fields().stream()
        .filter(field -> !field.direction().fromGoogle())
        .map(SyncDefinition.Field::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** How a new row shows its numbers: dates are serial numbers, the template may say more. */
  private static Map<String, NumberFormat> formats(
      Map<String, Column> columns, SheetTemplate template) {
    Map<String, NumberFormat> formats = new LinkedHashMap<>();
    columns.forEach(
        (field, column) -> {
          SheetTemplate.Format said =
              template.column(field).map(SheetTemplate.ColumnLayout::format).orElse(null);
          if (said != null) {
            formats.put(field, format(said.type().name(), said.pattern()));
            return;
          }
          switch (column.type().kind()) {
            case DATE -> formats.put(field, format("DATE", "yyyy-mm-dd"));
            case TIME -> formats.put(field, format("TIME", "hh:mm:ss"));
            case TIMESTAMP, TIMESTAMPTZ ->
                formats.put(field, format("DATE_TIME", "yyyy-mm-dd hh:mm:ss"));
            default -> {}
          }
        });
    return formats;
  }

  private static NumberFormat format(String type, @Nullable String pattern) {
    return new NumberFormat().setType(type).setPattern(pattern);
  }
}
