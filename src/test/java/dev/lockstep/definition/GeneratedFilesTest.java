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

  private static final Path SCHEMAS = Path.of("config/schema");
  private static final Path PAGE = Path.of("docs/syncs.md");
  private static final Path TEMPLATES = Path.of("docs/templates.md");
  private static final String BEGIN = "<!-- keys: written from the code -->\n";
  private static final String END = "<!-- end of keys -->";

  @Test
  void theSchemasAreCurrent() throws IOException {
    isCurrent(SCHEMAS.resolve("sync.schema.json"), SchemaDocument.sync());
    isCurrent(SCHEMAS.resolve("template.schema.json"), SchemaDocument.template());
  }

  private static void isCurrent(Path file, String current) throws IOException {
    if (Boolean.getBoolean("lockstep.schema.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, current);
    }
    assertThat(Files.readString(file)).isEqualTo(current);
  }

  @Test
  void thePagesListEveryKey() throws IOException {
    listsEveryKey(PAGE, KeyTables.markdown("A definition", Keys.ROOT));
    listsEveryKey(TEMPLATES, KeyTables.markdown("A template", TemplateKeys.ROOT));
  }

  private static void listsEveryKey(Path file, String tables) throws IOException {
    String page = Files.readString(file);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    isCurrent(file, page.substring(0, begin) + tables + page.substring(end));
  }

  @Test
  void thePagesSamplesAreValid() throws IOException {
    List<String> samples = samples(PAGE);
    assertThat(samples).hasSizeGreaterThan(3);
    for (String sample : samples) {
      assertThat(Definitions.parse(Map.of("sample.yaml", sample)).faults()).as(sample).isEmpty();
      assertThat(problems(sample)).as(sample).isEmpty();
    }
    String template = sample(TEMPLATES);
    assertThat(LoadedTemplates.parse(Map.of("sample.yaml", template)).faults()).isEmpty();
    assertThat(problems(SchemaDocument.template(), template)).isEmpty();
  }

  /** Whole definitions; what is shown of one key stands in no block that begins with a name. */
  private static List<String> samples(Path file) throws IOException {
    return java.util.regex.Pattern.compile("```yaml\n(.*?)```\n", java.util.regex.Pattern.DOTALL)
        .matcher(Files.readString(file))
        .results()
        .map(found -> found.group(1))
        .filter(text -> text.lines().anyMatch(line -> line.startsWith("sync: ")))
        .toList();
  }

  private static String sample(Path file) throws IOException {
    String page = Files.readString(file);
    int begin = page.indexOf("```yaml\n") + 8;
    return page.substring(begin, page.indexOf("```\n", begin));
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

  @Test
  void theTemplatesSchemaTakesAndRefusesWhatTheCheckDoes() throws IOException {
    for (String good :
        List.of(
            TemplatesTest.STOCK,
            "template: least\n",
            Files.readString(Path.of("config/templates/products.yaml")),
            Files.readString(Path.of("config/templates/events.yaml")))) {
      assertThat(problems(SchemaDocument.template(), good)).isEmpty();
    }
    for (String bad :
        List.of(
            TemplatesTest.STOCK.replace("template: ", "tmplate: "),
            TemplatesTest.STOCK.replace("frozenRows: 2", "frozenRows: 20"),
            TemplatesTest.STOCK.replace("#ffffff", "white"),
            TemplatesTest.STOCK.replace("enum: true", "enums: true"),
            TemplatesTest.STOCK.replace("number-between", "between"))) {
      assertThat(problems(SchemaDocument.template(), bad)).as(bad).isNotEmpty();
      assertThat(LoadedTemplates.parse(Map.of("x.yaml", bad)).faults()).as(bad).isNotEmpty();
    }
  }

  private static List<String> problems(String yaml) {
    return problems(SchemaDocument.sync(), yaml);
  }

  private static List<String> problems(String schemaText, String yaml) {
    JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schemaText);
    return schema.validate(yaml, InputFormat.YAML).stream().map(Object::toString).toList();
  }
}
