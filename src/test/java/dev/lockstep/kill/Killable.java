package dev.lockstep.kill;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The application in a process of its own, as the test that started it sees it. */
final class Killable implements AutoCloseable {

  private static final int SECONDS = 60;

  private final Process process;
  private final Writer orders;
  private final StringBuffer log = new StringBuffer();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private Killable(Process process) {
    this.process = process;
    this.orders = process.outputWriter();
    Thread.ofPlatform().daemon().name("log of " + process.pid()).start(this::listen);
  }

  /**
   * Starts it and waits until it is there.
   *
   * @param arguments settings, `--name=value`
   */
  static Killable start(List<String> arguments) {
    Killable started = new Killable(launch(List.of(), arguments));
    started.awaitAnswer("ready");
    return started;
  }

  /** Starts it armed; it may be dead before it is ready. */
  static Killable startArmed(String point, List<String> arguments) {
    return new Killable(launch(List.of("-Dkill.at=" + point), arguments));
  }

  private static Process launch(List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(options);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Victim.class.getName());
    command.addAll(arguments);
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on it halts where it reaches the point for the nth time. */
  void arm(String point, int nth) {
    order("arm", point, String.valueOf(nth));
  }

  void arm(String point) {
    arm(point, 1);
  }

  /** From now on it stops where it reaches the point. */
  void freezeAt(String point) {
    order("freeze", point);
  }

  /** It has stopped there. */
  void awaitFrozen() {
    awaitAnswer("frozen");
  }

  /** SIGSTOP. */
  void stop() {
    Signals.send("STOP", process.pid());
  }

  /** SIGCONT. */
  void goOn() {
    Signals.send("CONT", process.pid());
  }

  /** SIGTERM, as a deploy does it; it finishes what it has in hand. */
  void end() {
    process.destroy();
    exit();
  }

  /**
   * Connects an owner with tokens of the sandbox.
   *
   * @param expiresAt of the access token, as the application is told
   */
  void connect(String owner, JsonNode granted, Instant expiresAt) {
    order(
        "connect",
        owner,
        granted.path("access_token").asText(),
        granted.path("refresh_token").asText(),
        expiresAt.toString());
  }

  /** It has reached its fail point. */
  void awaitDeath() {
    int code = exit();
    if (code != FailPoints.HALTED) {
      throw new IllegalStateException("it ended with " + code + ":\n" + log);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    exit();
  }

  String log() {
    return log.toString();
  }

  @Override
  public void close() {
    kill();
  }

  private int exit() {
    try {
      if (process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    throw new IllegalStateException("it is still there:\n" + log);
  }

  private void order(String... words) {
    try {
      orders.write(String.join("\t", words) + "\n");
      orders.flush();
    } catch (IOException e) {
      throw new IllegalStateException("it takes no orders:\n" + log, e);
    }
    awaitAnswer("done");
  }

  private void awaitAnswer(String expected) {
    try {
      for (int second = 0; second < SECONDS && process.isAlive(); second++) {
        if (expected.equals(answers.poll(1, TimeUnit.SECONDS))) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("it does not say '" + expected + "':\n" + log);
  }

  private void listen() {
    try (BufferedReader said = process.inputReader()) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        if (line.startsWith(Victim.SAYS)) {
          answers.add(line.substring(Victim.SAYS.length()));
        } else {
          log.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      log.append(e).append('\n');
    }
  }
}
