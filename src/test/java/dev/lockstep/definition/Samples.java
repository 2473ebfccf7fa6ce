package dev.lockstep.definition;

import java.util.Map;

/** The definitions that the documentation shows. */
final class Samples {

  static final String APPOINTMENTS =
      """
      # yaml-language-server: $schema=../schema/sync.schema.json
      sync: appointments
      source:
        table: appointments            # table or view, schema-qualified where needed
        key: id                        # default: the primary key (one or more columns)
        account: trainer_id            # column that names the account a row belongs to
        where: "status <> 'cancelled'" # optional predicate over the row
        modified: updated_at           # optional: when the row changed, for latest-wins
        capture: trigger               # trigger | poll
      target:
        calendar: primary              # a calendar id, { column: calendar_id }, or chosen
        timeZone: Europe/Berlin        # for columns without a zone
        sendUpdates: none              # none | externalOnly | all
      direction: both                  # to-google | from-google | both
      fields:                          # target field: source column, in the sync's direction
        summary: { column: pharmacy_name, direction: to-google }
        location: { column: address, direction: to-google }
        start: starts_at
        end: ends_at
        description:                   # computed fields are one-way by nature
          value: "${row[notes]}\\n\\nwith ${row[trainer]}\\nhttps://example.org/appointments/${row[id]}"
      enrich: direct:trainer-name      # optional
      policies:                        # first in each comment: the default
        conflict: latest-wins
        sourceDelete: delete
        googleDelete: keep
        googleCreate: ignore
        oneWayEdits: leave
        rows: from-connection
        debounce: 500ms
      window: { past: 30d, future: 2y }
      schedule: { every: 5m }
      notify:
        googleChanged: admin
      """;

  static final String PRODUCTS =
      """
      sync: products-sheet
      source: { table: products }
      target:
        sheet: Products                # the tab
        account: finance               # a fixed account
        spreadsheet: { create: "Products" }   # an id, or made once and then remembered
        template: products             # optional
        match: [SKU]                   # first sync
        cellNotes: true
      direction: both
      fields: { SKU: sku, Name: name, Price: price, Stock: stock, Discontinued: discontinued }
      policies: { googleCreate: insert }
      """;

  static final String TOKENS =
      """
      sync: tokens-feed
      source: { table: design_tokens }
      target: { feed: design-tokens, format: figma-variables }
      fields: { name: name, collection: collection, mode: mode, type: type, value: value }
      """;

  private Samples() {}

  static SyncDefinition appointments() {
    return Definitions.parse(Map.of("a.yaml", APPOINTMENTS)).valid().getFirst();
  }
}
