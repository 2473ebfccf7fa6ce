package dev.lockstep.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

  @TempDir Path directory;

  @Test
  void anEmptyDirectoryHasWhatComesWithTheApplication() {
    assertThat(new Home(directory).files("routes", ".camel.yaml"))
        .containsKey("demo/trainer-name.camel.yaml");
  }

  @Test
  void theUsersFileWinsOverOursOfTheSamePath() throws IOException {
    Path file = directory.resolve("routes/demo/trainer-name.camel.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "mine");

    var files = new Home(directory).files("routes", ".camel.yaml");

    assertThat(files.get("demo/trainer-name.camel.yaml").getContentAsString(StandardCharsets.UTF_8))
        .isEqualTo("mine");
  }

  @Test
  void theUsersOtherFilesAreAdded() throws IOException {
    Files.createDirectories(directory.resolve("routes/own"));
    Files.writeString(directory.resolve("routes/own/news.camel.yaml"), "");
    Files.writeString(directory.resolve("routes/own/news.txt"), "");

    assertThat(new Home(directory).theirs("routes", ".camel.yaml"))
        .containsOnlyKeys("own/news.camel.yaml");
  }
}
