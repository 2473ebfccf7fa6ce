package dev.lockstep.webhook;

import dev.lockstep.webhook.KnownChannels.Known;
import dev.lockstep.webhook.Verdict.Reason;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.camel.Headers;
import org.jspecify.annotations.Nullable;

/** Tells what a notification is worth. Nothing that a stranger can send costs more than a look. */
class Doorkeeper {

  private final KnownChannels known;
  private final ChannelTable table;
  private final LongSupplier nanos;

  Doorkeeper(KnownChannels known, ChannelTable table, LongSupplier nanos) {
    this.known = known;
    this.table = table;
    this.nanos = nanos;
  }

  public Verdict judge(@Headers Map<String, @Nullable Object> headers) {
    Notification notification = Notification.of(headers);
    if (notification.channelId().isEmpty()) {
      return new Verdict.Ignored(Reason.UNKNOWN);
    }
    Optional<Known> found;
    try {
      found = known.find(notification.channelId());
    } catch (KnownChannels.TooMany e) {
      return new Verdict.Ignored(Reason.OVER_LIMIT);
    }
    return found.isEmpty() ? new Verdict.Ignored(Reason.UNKNOWN) : judge(notification, found.get());
  }

  private Verdict judge(Notification notification, Known known) {
    Channel channel = known.channel();
    if (!Secret.matches(notification.token(), channel.secretHash())) {
      return new Verdict.Ignored(Reason.FORGED);
    }
    if (notification.resourceId().isEmpty()
        || (channel.resourceId() != null
            && !channel.resourceId().equals(notification.resourceId()))) {
      return new Verdict.Ignored(Reason.MISMATCHED);
    }
    if (known.hasExpiredAt(nanos.getAsLong())) {
      return new Verdict.Ignored(Reason.LATE);
    }
    return switch (channel.state()) {
      case OPENING, OPEN, STOPPING -> {
        verify(channel, notification);
        yield notification.isHandshake()
            ? new Verdict.Handshake(channel.partition())
            : new Verdict.Changed(channel.partition(), channel.id(), notification.message());
      }
      // Google opened it although we never heard so: now that it is named it can be stopped.
      case FAILED, STOPPED -> {
        if (channel.resourceId() == null) {
          table.orphaned(channel.id(), notification.resourceId());
          this.known.forget(channel.id());
        }
        yield new Verdict.Ignored(Reason.LATE);
      }
    };
  }

  private void verify(Channel channel, Notification notification) {
    if (!channel.isVerified() || channel.resourceId() == null) {
      table.verified(channel.id(), notification.resourceId());
      known.forget(channel.id());
    }
  }
}
