package dev.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledJavaTest {

  @TempDir Path user;

  @Test
  void theVersionStandsInTheReleaseFile() throws IOException {
    Files.writeString(user.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"21.0.4\"\n");

    assertThat(InstalledJava.versionOf(user)).isEqualTo(21);
  }

  @Test
  void aDirectoryWithoutReleaseFileIsNoJava() {
    assertThat(InstalledJava.versionOf(user)).isZero();
  }

  @Test
  void homesComeFromVariablesDirectoriesAndToolchains() throws IOException {
    Path jdks = Files.createDirectories(user.resolve(".jdks/temurin-21"));
    Path sdkman = Files.createDirectories(user.resolve(".sdkman/candidates/java/21-tem"));
    Files.createDirectories(user.resolve(".m2"));
    Files.writeString(user.resolve(".m2/toolchains.xml"), "<jdkHome>\n  /opt/jdk-21\n</jdkHome>");

    assertThat(InstalledJava.homes(Map.of("JAVA_HOME_21_X64", "/ci/21"), user))
        .contains(Path.of("/ci/21"), jdks, sdkman, Path.of("/opt/jdk-21"));
  }
}
