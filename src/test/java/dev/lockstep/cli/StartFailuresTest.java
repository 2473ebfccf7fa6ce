package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.mock.env.MockEnvironment;

/** What a start that cannot be says of its reason. */
class StartFailuresTest {

  private final MockEnvironment environment =
      new MockEnvironment()
          .withProperty("spring.datasource.url", "jdbc:postgresql://db/app?password=geheim")
          .withProperty("spring.datasource.username", "lockstep");

  @Test
  void aWrongPasswordNamesDatabaseUserAndSettingAndNoSecret() {
    FailureAnalysis said =
        of(new PSQLException("password authentication failed", PSQLState.INVALID_PASSWORD));

    assertThat(said.getDescription())
        .contains("jdbc:postgresql://db/app", "refuses user 'lockstep'")
        .doesNotContain("geheim");
    assertThat(said.getAction()).contains("LOCKSTEP_DATABASE_PASSWORD");
  }

  @Test
  void aServerThatDoesNotAnswerIsNamed() {
    FailureAnalysis said =
        of(new PSQLException("Connection refused", PSQLState.CONNECTION_UNABLE_TO_CONNECT));

    assertThat(said.getDescription()).contains("cannot be reached", "jdbc:postgresql://db/app");
  }

  @Test
  void aPortInUseNamesThePortAndTheSettingThatMovesIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      FailureAnalysis said =
          new ServerPortAnalyzer().analyze(new PortInUseException(taken.getLocalPort()));

      assertThat(said.getDescription()).contains("port " + taken.getLocalPort(), "is in use");
      assertThat(said.getAction()).contains("SERVER_PORT");
    }
  }

  @Test
  void aDatabaseNamedWithoutUserIsUsedAsTheSameUserAsByTheCommands() {
    MockEnvironment named =
        new MockEnvironment().withProperty("lockstep.database.url", "jdbc:postgresql://db/app");

    new StartEnvironment().postProcessEnvironment(named, new SpringApplication());

    assertThat(named.getProperty("spring.datasource.username")).isEqualTo("postgres");
  }

  private FailureAnalysis of(PSQLException failure) {
    return new DatabaseAnalyzer(environment).analyze(new IllegalStateException(failure));
  }
}
