package dev.lockstep.target.sheet;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The tables {@code sheet_*}, one class for each idea. */
final class SheetStore {

  private static final String NOW = "SELECT lockstep.clock()";

  private final NamedParameterJdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final TabStore tabs;
  private final LookTimes looks;
  private final FileStore files;
  private final SightingStore sightings;
  private final NoteStore notes;
  private final TurnStore turns;
  private final BatchStore batches;

  SheetStore(
      NamedParameterJdbcTemplate jdbc, TransactionTemplate transaction, ObjectMapper mapper) {
    Json json = new Json(mapper);
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.tabs = new TabStore(jdbc, transaction, json);
    this.looks = new LookTimes(jdbc);
    this.files = new FileStore(jdbc);
    this.sightings = new SightingStore(jdbc, transaction);
    this.notes = new NoteStore(jdbc, json);
    this.turns = new TurnStore(jdbc);
    this.batches = new BatchStore(jdbc, transaction);
  }

  /** Now, by PostgreSQL's clock. */
  Instant now() {
    OffsetDateTime now = jdbc.queryForObject(NOW, Map.of(), OffsetDateTime.class);
    if (now == null) {
      throw new IllegalStateException("PostgreSQL tells no time");
    }
    return now.toInstant();
  }

  /** Both or neither, also what others write meanwhile. */
  void together(Runnable work) {
    transaction.executeWithoutResult(status -> work.run());
  }

  TabStore tabs() {
    return tabs;
  }

  LookTimes looks() {
    return looks;
  }

  FileStore files() {
    return files;
  }

  SightingStore sightings() {
    return sightings;
  }

  NoteStore notes() {
    return notes;
  }

  TurnStore turns() {
    return turns;
  }

  BatchStore batches() {
    return batches;
  }
}
