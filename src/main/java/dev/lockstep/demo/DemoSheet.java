package dev.lockstep.demo;

import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.ExtendedValue;
import com.google.api.services.sheets.v4.model.GridData;
import com.google.api.services.sheets.v4.model.RowData;
import com.google.api.services.sheets.v4.model.Sheet;
import com.google.api.services.sheets.v4.model.SheetProperties;
import com.google.api.services.sheets.v4.model.Spreadsheet;
import com.google.api.services.sheets.v4.model.SpreadsheetProperties;
import dev.lockstep.google.GoogleClients;
import dev.lockstep.target.Spreadsheets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes the sheet of design tokens before its sync asks for it: it flows from Google, so an empty
 * one would show nothing.
 */
@Component
@Profile("sandbox")
@ConditionalOnProperty(name = "lockstep.demo.enabled", matchIfMissing = true)
final class DemoSheet {

  static final String ACCOUNT = "finance@example.com";

  /** As {@code config/syncs/tokens-sheet.yaml} names them. */
  static final String TITLE = "Design tokens";

  private static final String TAB = "Tokens";
  private static final List<String> HEADER = List.of("Name", "Collection", "Mode", "Type", "Value");

  private static final Logger LOG = LoggerFactory.getLogger(DemoSheet.class);

  private static final String IS_OURS =
      """
      SELECT coalesce(
               obj_description(to_regclass('public.design_tokens'), 'pg_class')
                 LIKE 'Lockstep demo%',
               false)
      """;

  private static final String TOKENS =
      """
      SELECT name, collection, mode, type, value
      FROM public.design_tokens
      ORDER BY name
      """;

  private final GoogleClients clients;
  private final Spreadsheets spreadsheets;
  private final JdbcClient jdbc;

  DemoSheet(GoogleClients clients, Spreadsheets spreadsheets, JdbcClient jdbc) {
    this.clients = clients;
    this.spreadsheets = spreadsheets;
    this.jdbc = jdbc;
  }

  /** Once: from then on the sheet is its owner's. */
  void fill() {
    if (spreadsheets.file(ACCOUNT, TITLE).isPresent()
        || !jdbc.sql(IS_OURS).query(Boolean.class).single()) {
      return;
    }
    try {
      Spreadsheet made = clients.sheets(ACCOUNT).spreadsheets().create(filled()).execute();
      spreadsheets.adopt(ACCOUNT, TITLE, made.getSpreadsheetId());
    } catch (IOException e) {
      LOG.warn(
          "the demo's sheet '{}' begins empty, it cannot be filled: {}", TITLE, e.getMessage());
    }
  }

  private Spreadsheet filled() {
    List<RowData> rows = new ArrayList<>(List.of(row(HEADER.stream())));
    jdbc.sql(TOKENS)
        .query(
            (token, number) ->
                row(
                    Stream.of(
                        token.getString("name"),
                        token.getString("collection"),
                        token.getString("mode"),
                        token.getString("type"),
                        token.getString("value"))))
        .list()
        .forEach(rows::add);
    return new Spreadsheet()
        .setProperties(new SpreadsheetProperties().setTitle(TITLE))
        .setSheets(
            List.of(
                new Sheet()
                    .setProperties(new SheetProperties().setTitle(TAB))
                    .setData(List.of(new GridData().setRowData(rows)))));
  }

  private static RowData row(Stream<String> texts) {
    return new RowData()
        .setValues(
            texts
                .map(
                    text ->
                        new CellData()
                            .setUserEnteredValue(new ExtendedValue().setStringValue(text)))
                .toList());
  }
}
