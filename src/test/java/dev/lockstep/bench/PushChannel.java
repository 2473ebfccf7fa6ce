package dev.lockstep.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** An open channel to the calendar of an account, and notifications through it as Google's. */
record PushChannel(String id, int port) {

  private static final String SECRET = "the secret of a channel";

  private static final String OPEN =
      """
      INSERT INTO lockstep.sync_channel (
        id, sync, account, calendar, resource_id, secret_hash, state, verified, expires_at)
      VALUES (:id, 'bench', :account, 'primary', 'resource', :hash, 'open', true,
        now() + interval '7 days')
      """;

  static PushChannel open(Appointments appointments, String account) {
    String id = "channel-" + account;
    appointments
        .jdbc()
        .sql(OPEN)
        .param("id", id)
        .param("account", account)
        .param("hash", hash())
        .update();
    return new PushChannel(id, appointments.lockstep().port());
  }

  private static byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(SECRET.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] message() {
    return """
        POST /webhooks/google/calendar HTTP/1.1\r
        Host: localhost\r
        Content-Length: 0\r
        X-Goog-Channel-ID: %s\r
        X-Goog-Channel-Token: %s\r
        X-Goog-Resource-ID: resource\r
        X-Goog-Resource-State: exists\r
        X-Goog-Message-Number: 7\r
        \r
        """
        .formatted(id, SECRET)
        .getBytes(StandardCharsets.US_ASCII);
  }

  void notifyOnce() throws IOException {
    try (Line line = new Line(port)) {
      line.send(this);
    }
  }

  /** A kept connection: a client whose own work is small beside what it measures. */
  static final class Line implements AutoCloseable {
    private final int port;
    private Socket socket = new Socket();
    private InputStream answers = InputStream.nullInputStream();

    Line(int port) throws IOException {
      this.port = port;
      connect();
    }

    private void connect() throws IOException {
      socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      answers = new BufferedInputStream(socket.getInputStream());
    }

    /** Returns when the answer 200 is read; anything else is a failure. */
    void send(PushChannel channel) throws IOException {
      socket.getOutputStream().write(channel.message());
      String status = line();
      int length = 0;
      boolean chunked = false;
      boolean last = false;
      for (String header = line(); !header.isEmpty(); header = line()) {
        String lower = header.toLowerCase(java.util.Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(lower.substring(15).strip());
        }
        chunked |= lower.startsWith("transfer-encoding:");
        last |= lower.startsWith("connection:") && lower.endsWith("close");
      }
      if (chunked) {
        for (int size = Integer.parseInt(line(), 16); size > 0; ) {
          answers.skipNBytes(size);
          line();
          size = Integer.parseInt(line(), 16);
        }
        line();
      } else {
        answers.skipNBytes(length);
      }
      if (!status.startsWith("HTTP/1.1 200")) {
        throw new IOException("a notification was answered " + status);
      }
      if (last) {
        socket.close();
        connect();
      }
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      int c;
      while ((c = answers.read()) != '\n') {
        if (c < 0) {
          throw new IOException("the connection was closed");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
