package dev.lockstep.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Written anew with {@code -Dlockstep.schema.write=true}. */
class GeneratedFilesTest {

  private static final Path SCHEMA = Path.of("config/schema/sync.schema.json");
  private static final Path PAGE = Path.of("docs/syncs.md");
  private static final String BEGIN = "<!-- keys: written from the code -->\n";
  private static final String END = "<!-- end of keys -->";

  @Test
  void theSchemaIsCurrent() throws IOException {
    String current = SchemaDocument.text();
    if (Boolean.getBoolean("lockstep.schema.write")) {
      Files.createDirectories(SCHEMA.getParent());
      Files.writeString(SCHEMA, current);
    }
    assertThat(Files.readString(SCHEMA)).isEqualTo(current);
  }

  @Test
  void thePageListsEveryKey() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String current = page.substring(0, begin) + KeyTables.markdown() + page.substring(end);
    if (Boolean.getBoolean("lockstep.schema.write")) {
      Files.writeString(PAGE, current);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(current);
  }

  @Test
  void thePagesSampleIsValid() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("```yaml\n") + 8;
    String sample = page.substring(begin, page.indexOf("```\n", begin));
    assertThat(Definitions.parse(Map.of("sample.yaml", sample)).faults()).isEmpty();
    assertThat(problems(sample)).isEmpty();
  }

  @Test
  void theSchemaTakesTheExamples() throws IOException {
    for (String text :
        List.of(
            Samples.APPOINTMENTS,
            Samples.PRODUCTS,
            Samples.TOKENS,
            Files.readString(Path.of("config/syncs/appointments.yaml")))) {
      assertThat(problems(text)).isEmpty();
    }
  }

  @Test
  void theSchemaRefusesWhatTheCheckRefuses() {
    for (String bad :
        List.of(
            Samples.APPOINTMENTS.replace("table: ", "tabel: "),
            Samples.APPOINTMENTS.replace("direction: both", "direction: booth"),
            Samples.APPOINTMENTS.replace("  summary:", "  sumary:"),
            Samples.APPOINTMENTS.replace("  end: ends_at\n", ""),
            Samples.APPOINTMENTS.replace("500ms", "5 minutes"),
            Samples.PRODUCTS.replace("  account: finance  ", "  owner: finance  "),
            Samples.TOKENS.replace("figma-variables", "figma"))) {
      assertThat(problems(bad)).as(bad).isNotEmpty();
      assertThat(Definitions.parse(Map.of("x.yaml", bad)).faults()).as(bad).isNotEmpty();
    }
  }

  private static List<String> problems(String yaml) {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SchemaDocument.text());
    return schema.validate(yaml, InputFormat.YAML).stream().map(Object::toString).toList();
  }
}
