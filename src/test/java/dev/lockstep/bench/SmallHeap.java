package dev.lockstep.bench;

import dev.lockstep.testing.RunningLockstep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An application of its own with 256 MB of heap, on the database of another that does nothing. */
final class SmallHeap implements AutoCloseable {

  private static final Pattern AFTER_FULL = Pattern.compile("Pause Full.*->(\\d+)M\\((\\d+)M\\)");
  private static final Pattern VIRTUAL_THREADS =
      Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +java\\.lang\\.VirtualThread(?: |$)");

  private final Path home;
  private final Process process;

  private SmallHeap(Path home, Process process) {
    this.home = home;
    this.process = process;
  }

  /**
   * @param prepared whose database and sandbox it uses
   * @param home its home directory
   * @param definitions of its syncs
   */
  static SmallHeap start(RunningLockstep prepared, Path home, String... definitions)
      throws IOException {
    return start(prepared, home, 0, List.of(), definitions);
  }

  /**
   * The same where it must be found by others.
   *
   * @param port on which it listens
   * @param settings `name=value`
   */
  static SmallHeap start(
      RunningLockstep prepared, Path home, int port, List<String> settings, String... definitions)
      throws IOException {
    Files.createDirectories(home.resolve("config/syncs"));
    for (int i = 0; i < definitions.length; i++) {
      Files.writeString(home.resolve("config/syncs/bench" + i + ".yaml"), definitions[i]);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-Xlog:gc:file=" + home.resolve("gc.log"),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "dev.lockstep.Lockstep"));
    prepared.arguments().stream()
        .filter(argument -> !argument.contains("lockstep.engine.enabled"))
        .filter(argument -> !argument.startsWith("--server.port="))
        .forEach(command::add);
    settings.forEach(setting -> command.add("--" + setting));
    command.add("--server.port=" + port);
    command.add("--lockstep.home=" + home);
    return new SmallHeap(
        home,
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("out.log").toFile())
            .start());
  }

  /** Has everything that is not alive collected, so that the log tells what is. */
  void collect() throws IOException, InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("the application ended: " + output());
    }
    jcmd("GC.run");
  }

  /**
   * Virtual threads that are alive, or that something still holds, by the histogram of its heap: to
   * have them dumped can bring Java 25 down.
   */
  long virtualThreads() throws IOException, InterruptedException {
    Matcher line = VIRTUAL_THREADS.matcher(jcmd("GC.class_histogram"));
    return line.find() ? Long.parseLong(line.group(1)) : 0;
  }

  private String jcmd(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(String.valueOf(process.pid()));
    command.addAll(List.of(words));
    Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IllegalStateException("jcmd says: " + said + "\n" + output());
    }
    return said;
  }

  /** What was alive after each full collection so far. */
  List<Integer> liveMegabytes() throws IOException {
    List<Integer> live = new ArrayList<>();
    for (String line : Files.readAllLines(home.resolve("gc.log"))) {
      Matcher full = AFTER_FULL.matcher(line);
      if (full.find()) {
        live.add(Integer.parseInt(full.group(1)));
      }
    }
    return live;
  }

  boolean ranOut() throws IOException {
    return output().contains("OutOfMemoryError");
  }

  String output() throws IOException {
    return Files.readString(home.resolve("out.log"));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
