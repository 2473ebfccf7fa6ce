package dev.lockstep.launch;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the application on this Java, or on a newer one installed beside it. */
public final class Launcher {

  static final int NEEDED = 21;

  private static final String APPLICATION = "dev.lockstep.Lockstep";

  /** Tells the second process whose it is. */
  private static final String PARENT = "lockstep.launcher";

  private static final int ENVIRONMENT_AT_FAULT = 2;

  private Launcher() {}

  public static void main(String[] args) throws Exception {
    if (Runtime.version().feature() >= NEEDED) {
      endWithLauncher();
      Class.forName(APPLICATION).getMethod("main", String[].class).invoke(null, (Object) args);
      return;
    }
    Optional<Path> java = InstalledJava.atLeast(NEEDED);
    if (java.isEmpty()) {
      System.err.printf(
          "Lockstep needs Java %d or newer; this is Java %s (%s), and none was found in JAVA_HOME*,"
              + " /usr/lib/jvm, ~/.sdkman/candidates/java, ~/.jdks or ~/.m2/toolchains.xml.%n"
              + "Install one, or start with it: /path/to/java -jar lockstep.jar%n",
          NEEDED, Runtime.version(), System.getProperty("java.home"));
      System.exit(ENVIRONMENT_AT_FAULT);
    }
    System.exit(runOn(java.get(), args));
  }

  private static int runOn(Path java, String[] args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-D" + PARENT + "=" + ProcessHandle.current().pid());
    command.add("-jar");
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(args));
    Process application = new ProcessBuilder(command).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(application)));
    return application.waitFor();
  }

  /** A signal to this process is passed on, and this process stays until the other has ended. */
  private static void end(Process application) {
    application.destroy();
    try {
      application.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A launcher that was killed cannot pass anything on, so this process looks whether it is still
   * there, and ends as abruptly.
   */
  private static void endWithLauncher() {
    String parent = System.getProperty(PARENT);
    if (parent == null) {
      return;
    }
    long launcher = Long.parseLong(parent);
    Thread watch =
        new Thread(
            () -> {
              while (ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L)
                  == launcher) {
                pause();
              }
              Runtime.getRuntime().halt(ENVIRONMENT_AT_FAULT);
            },
            "launcher-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
