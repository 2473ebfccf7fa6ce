package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.OneSheet.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.sheets.v4.Sheets;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SheetStoreTest {

  @TempDir private Path folder;

  private TestSandbox start() {
    return TestSandbox.start(new SandboxOptions("127.0.0.1", 0, folder.resolve("store.jsonl")));
  }

  @Test
  void spreadsheetsAreThereAfterARestart() throws IOException {
    String id;
    String before;
    try (OneSheet sheet = new OneSheet(start())) {
      id = sheet.id;
      sheet.batch(
          "{\"addSheet\": {\"properties\": {\"title\": \"second\", \"gridProperties\":"
              + " {\"rowCount\": 400, \"columnCount\": 3}}}}");
      sheet.typed("second!A1", row("$1.50", "=A1*2", "text"));
      sheet.raw("second!A300", row("far"));
      sheet.raw("second!A301", row("gone"));
      sheet.call("POST", "/values/second!A301:clear", "{}");
      sheet.batch("{\"addSheet\": {\"properties\": {\"title\": \"third\"}}}");
      before = sheet.call("GET", "?includeGridData=true", "").body();
    }
    try (TestSandbox again = start()) {
      Sheets client = OneSheet.client(again, again.accessToken(OneSheet.ANNA));
      assertThat(client.spreadsheets().values().get(id, "second!A1:C1").execute().getValues())
          .containsExactly(row("$1.50", "$3.00", "text"));
      assertThat(
              again
                  .call(
                      "GET",
                      "v4/spreadsheets/" + id + "?includeGridData=true",
                      again.accessToken(OneSheet.ANNA),
                      "")
                  .body())
          .isEqualTo(before);
    }
  }
}
