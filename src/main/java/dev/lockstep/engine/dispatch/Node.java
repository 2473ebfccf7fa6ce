package dev.lockstep.engine.dispatch;

import java.lang.management.ManagementFactory;

/**
 * The name under which a process holds its leases.
 *
 * @param pid its process id on that host
 */
record Node(long pid, String host) {

  static Node here() {
    return parse(ManagementFactory.getRuntimeMXBean().getName());
  }

  /** Of the form {@code pid@host}; a name of another form belongs to no host. */
  static Node parse(String name) {
    int at = name.indexOf('@');
    try {
      return new Node(Long.parseLong(name.substring(0, Math.max(0, at))), name.substring(at + 1));
    } catch (NumberFormatException e) {
      return new Node(-1, "");
    }
  }

  /** Whether that process ran on this host and is gone. A mistake costs a lease, never a change. */
  boolean isDeadOn(Node here) {
    return pid > 0
        && host.equals(here.host())
        && pid != here.pid()
        && ProcessHandle.of(pid).isEmpty();
  }

  String name() {
    return pid + "@" + host;
  }
}
