package dev.lockstep.cli;

import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The sandbox of Google's APIs alone. */
@Command(
    name = "sandbox",
    description =
        "Runs the sandbox of Google's APIs alone: any client of Google's works against it.")
final class SandboxCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to listen on; ${DEFAULT-VALUE} if not given.")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "8090",
      converter = Given.Port.class,
      description = "Port to listen on; ${DEFAULT-VALUE} if not given, 0 picks a free one.")
  private int port;

  @Option(
      names = "--store",
      paramLabel = "FILE",
      description = "Keeps everything in this file over restarts; in memory if not given.")
  private @Nullable Path store;

  @Override
  public Integer call() throws InterruptedException {
    Sandbox sandbox = Sandbox.start(new SandboxOptions(host, port, store));
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  sandbox.close();
                  stopped.countDown();
                }));
    spec.commandLine()
        .getOut()
        .printf(
            "Google's APIs stand at %s%nLook at %ssandbox/%n",
            sandbox.rootUrl(), sandbox.rootUrl());
    spec.commandLine().getOut().flush();
    stopped.await();
    return Commands.DONE;
  }
}
