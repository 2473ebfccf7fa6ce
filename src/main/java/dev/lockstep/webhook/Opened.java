package dev.lockstep.webhook;

import java.time.Instant;

/** Google's answer to a watch; Calendar and Drive give the same in two types of their clients. */
record Opened(String resourceId, Instant expiresAt) {

  static Opened of(Object answer) {
    return switch (answer) {
      case com.google.api.services.calendar.model.Channel channel ->
          new Opened(channel.getResourceId(), Instant.ofEpochMilli(channel.getExpiration()));
      case com.google.api.services.drive.model.Channel channel ->
          new Opened(channel.getResourceId(), Instant.ofEpochMilli(channel.getExpiration()));
      default ->
          throw new IllegalArgumentException("not a channel of Google's: " + answer.getClass());
    };
  }
}
