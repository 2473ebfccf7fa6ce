package dev.lockstep.google.camel;

import dev.lockstep.testing.WiringOf;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** The wiring of {@code routes/google/sheets.camel.yaml} and {@code drive.camel.yaml}. */
@SpringBootTest(
    classes = OneCallRoutes.App.class,
    webEnvironment = WebEnvironment.NONE,
    properties =
        "camel.main.routes-include-pattern=file:routes/google/sheets.camel.yaml,file:routes/google/drive.camel.yaml")
@WiringOf({
  "sheets-get",
  "sheets-look",
  "sheets-update",
  "sheets-create",
  "sheets-find",
  "sheets-file",
  "drive-watch",
  "drive-stop"
})
class SheetsRoutesTest extends OneCallRoutes {

  private static final Map<String, String> STEPS =
      Map.of(
          "sheets-get", "get-spreadsheet",
          "sheets-look", "read-values",
          "sheets-update", "update-spreadsheet",
          "sheets-create", "create-file",
          "sheets-find", "list-files",
          "sheets-file", "get-file",
          "drive-watch", "watch-file",
          "drive-stop", "stop-file-channel");

  SheetsRoutesTest() {
    super(STEPS, "body", "account");
  }

  static Stream<Arguments> calls() {
    return calls(STEPS);
  }
}
