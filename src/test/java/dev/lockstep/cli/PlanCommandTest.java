package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Lockstep;
import dev.lockstep.testing.OwnOutput;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;

/** What ends a plan before it begins. */
@ExtendWith(OwnOutput.class)
class PlanCommandTest {

  @TempDir private Path home;

  @Test
  void whatIsWrongWithTheDefinitionIsSaidAndEndsWith1(CapturedOutput output) throws IOException {
    TestDatabase database = TestDatabase.migrated();
    Path syncs = Files.createDirectories(home.resolve("config/syncs"));
    Files.writeString(
        syncs.resolve("visits.yaml"),
        """
        sync: visits
        source: { table: nowhere }
        target: { calendar: primary, account: anna }
        direction: to-google
        fields: { summary: name }
        """);

    assertThat(plan("visits", database.url())).isEqualTo(1);
    assertThat(plan("vists", database.url())).isEqualTo(1);

    assertThat(output.getErr())
        .contains("nowhere")
        .contains("there is no definition of a sync 'vists'; there are: visits");
  }

  @Test
  void aDatabaseWithoutLockstepOrWithoutAnswerEndsWith2(CapturedOutput output) {
    assertThat(plan("visits", TestDatabase.empty().url())).isEqualTo(2);
    assertThat(plan("visits", "jdbc:postgresql://127.0.0.1:1/gone?password=geheim")).isEqualTo(2);

    assertThat(output.getErr())
        .contains("there is no schema lockstep", "127.0.0.1:1/gone")
        .doesNotContain("geheim");
  }

  private int plan(String sync, String url) {
    return Commands.run(
        Lockstep.class,
        "plan",
        sync,
        "--lockstep.home=" + home,
        "--lockstep.database.url=" + url,
        "--lockstep.google.root-url=http://127.0.0.1:1/",
        "--tokens.encryption-key=" + "0f".repeat(32));
  }
}
