package dev.lockstep.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.routes.RouteTexts.Flow;
import dev.lockstep.routes.RouteTexts.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of docs/routes.md is what stands in the route files. */
class RoutesPageTest {

  private static final Path PAGE = Path.of("docs/routes.md");
  private static final String BEGIN = "<!-- table: written by RoutesPageTest -->\n";
  private static final String END = "<!-- end of the table -->\n";

  @Test
  void thePageListsEveryRouteAsItsFileDescribesIt() throws IOException {
    String page = Files.readString(PAGE);
    String before = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
    String expected = before + table() + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("routes.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE))
        .as("write it anew with -Droutes.write=true -Dtest=RoutesPageTest")
        .isEqualTo(expected);
  }

  private static String table() {
    StringBuilder table = new StringBuilder("\n");
    table.append("| file | route | begins at | what it does | steps |\n|---|---|---|---|---|\n");
    for (Flow route : RouteTexts.routes()) {
      table.append(
          "| `%s` | `%s` | `%s` | %s | %s |\n"
              .formatted(
                  route.file(), route.id(), route.from(), route.description(), steps(route)));
    }
    return table.append("\n").toString();
  }

  private static String steps(Flow route) {
    List<Step> steps = route.steps();
    return steps.stream().map(step -> "`" + step.id() + "`").collect(Collectors.joining(", "));
  }
}
