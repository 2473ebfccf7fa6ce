package dev.lockstep.source;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** What is captured: a table, by the columns that a sync knows its rows by. */
record CaptureKey(String schema, String table, List<String> keyColumns) {

  CaptureKey {
    keyColumns = List.copyOf(keyColumns);
  }

  static CaptureKey of(SourceTable source) {
    return new CaptureKey(source.shape().schema(), source.shape().name(), source.key());
  }

  static CaptureKey read(ResultSet row) throws SQLException {
    return new CaptureKey(
        row.getString("source_schema"),
        row.getString("source_table"),
        List.of((String[]) row.getArray("key_columns").getArray()));
  }

  String qualifiedName() {
    return schema + "." + table;
  }
}
