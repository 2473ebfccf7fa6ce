package dev.lockstep.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The script for sheets, run by Node where there is one, signs as the webhook checks. */
class AppsScriptTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "a sécret";

  @Test
  void itSignsWhatItPostsAsTheWebhookChecksIt() throws Exception {
    JsonNode ran = run(0);
    assertThat(ran.path("triggers").asInt()).as("set up twice").isEqualTo(1);
    assertThat(ran.path("requests")).hasSize(2).allSatisfy(AppsScriptTest::isGood);
  }

  @Test
  void itTriesASecondTimeSignedAnew() throws Exception {
    JsonNode ran = run(1);
    assertThat(ran.path("requests")).hasSize(3).allSatisfy(AppsScriptTest::isGood);
  }

  private static void isGood(JsonNode request) throws IOException {
    assertThat(request.path("address").asText())
        .isEqualTo("https://lockstep.example.org/webhooks/google/sheet");
    String body = request.path("payload").asText();
    assertThat(JSON.readTree(body).path("spreadsheetId").asText()).isEqualTo("the-spreadsheet");
    JsonNode headers = request.path("headers");
    assertThat(
            new Signatures(List.of("another", SECRET))
                .isGood(
                    HexFormat.of().parseHex(headers.path(SheetDoorkeeper.SIGNATURE).asText()),
                    headers.path(SheetDoorkeeper.TIMESTAMP).asText(),
                    body.getBytes(StandardCharsets.UTF_8)))
        .isTrue();
  }

  private static JsonNode run(int refusals) throws Exception {
    assumeTrue(isNodeHere(), "node is not installed");
    Process node =
        new ProcessBuilder(
                "node",
                "src/test/resources/apps-script/harness.js",
                "config/apps-script/Code.gs",
                "https://lockstep.example.org/",
                SECRET,
                "the-spreadsheet",
                String.valueOf(refusals))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    JsonNode printed = JSON.readTree(node.getInputStream());
    assertThat(node.waitFor()).isZero();
    return printed;
  }

  private static boolean isNodeHere() {
    return Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
  }
}
