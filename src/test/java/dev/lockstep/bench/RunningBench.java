package dev.lockstep.bench;

import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.net.URI;
import java.net.http.HttpRequest;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole application between a database and a sandbox, to be measured. */
abstract class RunningBench implements AutoCloseable {

  private final TestSandbox sandbox;
  private final TestDatabase database;
  private final RunningLockstep lockstep;
  private final JdbcClient jdbc;

  RunningBench(TestSandbox sandbox, TestDatabase database, RunningLockstep lockstep) {
    this.sandbox = sandbox;
    this.database = database;
    this.lockstep = lockstep;
    this.jdbc = lockstep.jdbc();
  }

  final void forgetCalls() {
    sandbox.send(
        HttpRequest.newBuilder(URI.create(sandbox.rootUrl() + "sandbox/requests"))
            .DELETE()
            .build());
  }

  final TestSandbox sandbox() {
    return sandbox;
  }

  final TestDatabase database() {
    return database;
  }

  final RunningLockstep lockstep() {
    return lockstep;
  }

  final JdbcClient jdbc() {
    return jdbc;
  }

  @Override
  public final void close() {
    lockstep.close();
    sandbox.close();
  }
}
