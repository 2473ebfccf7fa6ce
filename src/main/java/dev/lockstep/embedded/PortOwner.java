package dev.lockstep.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a port is free and, where the operating system tells, who has it. */
public final class PortOwner {

  private static final String LISTENING = "0A";

  private PortOwner() {}

  /** Whether this machine's loopback address has the port free. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** `process 4711 (java)`, as far as /proc shows it to this user. */
  public static Optional<String> of(int port) {
    return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
        .flatMap(table -> lines(Path.of(table)).stream())
        .map(line -> line.strip().split("\\s+"))
        .filter(column -> column.length > 9 && column[3].equals(LISTENING))
        .filter(column -> column[1].endsWith(":%04X".formatted(port)))
        .flatMap(column -> holderOf("socket:[" + column[9] + "]").stream())
        .findFirst();
  }

  private static List<String> lines(Path table) {
    try {
      return Files.readAllLines(table);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Optional<String> holderOf(String socket) {
    return ProcessHandle.allProcesses()
        .filter(process -> holds(process.pid(), socket))
        .findFirst()
        .map(process -> "process %d%s".formatted(process.pid(), nameOf(process)));
  }

  private static boolean holds(long pid, String socket) {
    Path[] open = {};
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      open = descriptors.toArray(Path[]::new);
    } catch (IOException e) {
      return false;
    }
    return Arrays.stream(open).anyMatch(descriptor -> pointsTo(descriptor, socket));
  }

  private static boolean pointsTo(Path descriptor, String socket) {
    try {
      return Files.readSymbolicLink(descriptor).toString().equals(socket);
    } catch (IOException e) {
      return false;
    }
  }

  private static String nameOf(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(command -> " (" + Path.of(command).getFileName() + ")")
        .orElse("");
  }
}
