package dev.lockstep.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Javas on this machine, found where Maven's toolchains look for them. */
final class InstalledJava {

  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
  private static final Pattern TOOLCHAIN = Pattern.compile("<jdkHome>\\s*(.*?)\\s*</jdkHome>");

  private InstalledJava() {}

  /** The {@code java} program of the newest one, if one is new enough. */
  static Optional<Path> atLeast(int version) {
    return homes(System.getenv(), Path.of(System.getProperty("user.home")))
        .filter(home -> Files.isExecutable(java(home)))
        .filter(home -> versionOf(home) >= version)
        .max(Comparator.comparingInt(InstalledJava::versionOf))
        .map(InstalledJava::java);
  }

  static Stream<Path> homes(Map<String, String> environment, Path user) {
    Stream<Path> named =
        environment.entrySet().stream()
            .filter(variable -> variable.getKey().matches("J(AVA|DK)_?(HOME)?.*"))
            .filter(variable -> variable.getValue().startsWith("/"))
            .map(variable -> Path.of(variable.getValue()));
    Stream<Path> installed =
        Stream.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/usr/java"),
                Path.of("/opt/java"),
                Path.of("/Library/Java/JavaVirtualMachines"),
                user.resolve("Library/Java/JavaVirtualMachines"),
                user.resolve(".sdkman/candidates/java"),
                user.resolve(".jdks"))
            .flatMap(InstalledJava::directoriesIn)
            .flatMap(home -> Stream.of(home, home.resolve("Contents/Home")));
    return Stream.of(named, installed, toolchains(user.resolve(".m2/toolchains.xml")))
        .flatMap(homes -> homes);
  }

  /** From the file {@code release} that every JDK has; 0 where there is none. */
  static int versionOf(Path home) {
    try {
      Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
      return version.find() ? Integer.parseInt(version.group(1)) : 0;
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private static Path java(Path home) {
    return home.resolve("bin/java");
  }

  private static Stream<Path> directoriesIn(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Stream.empty();
    }
    try (Stream<Path> found = Files.list(directory)) {
      return found.filter(Files::isDirectory).toList().stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static Stream<Path> toolchains(Path file) {
    try {
      return Files.isRegularFile(file)
          ? TOOLCHAIN
              .matcher(Files.readString(file))
              .results()
              .map((MatchResult home) -> Path.of(home.group(1)))
          : Stream.empty();
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
