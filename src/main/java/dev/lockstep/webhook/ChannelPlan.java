package dev.lockstep.webhook;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.webhook.Channel.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides what is due: whatever is to be watched has one channel with enough life left; every other
 * one is stopped.
 */
final class ChannelPlan {

  private final Instant now;
  private final ChannelSettings settings;

  ChannelPlan(Instant now, ChannelSettings settings) {
    this.now = now;
    this.settings = settings;
  }

  List<ChannelStep> due(Set<Watched> wanted, Collection<Channel> channels) {
    Map<Watched, List<Channel>> byWatched =
        channels.stream().collect(Collectors.groupingBy(Channel::watched));
    List<ChannelStep> steps = new ArrayList<>();
    for (Watched watched : wanted) {
      open(watched, byWatched.getOrDefault(watched, List.of())).ifPresent(steps::add);
    }
    for (List<Channel> ofOne : byWatched.values()) {
      boolean isWanted = wanted.contains(ofOne.getFirst().watched());
      Optional<Channel> best = isWanted ? best(ofOne) : Optional.empty();
      for (Channel channel : ofOne) {
        if (best.isEmpty() || best.get() != channel) {
          end(channel, isWanted, channels).ifPresent(steps::add);
        }
      }
    }
    return steps;
  }

  /** Partitions for which every allowed try has failed and nothing is open. */
  Set<PartitionKey> degraded(Collection<Channel> channels) {
    return channels.stream().collect(Collectors.groupingBy(Channel::watched)).entrySet().stream()
        .filter(entry -> best(entry.getValue()).isEmpty())
        .filter(entry -> failuresSinceOneWorked(entry.getValue()).size() >= settings.attempts())
        .map(entry -> entry.getKey().partition())
        .collect(Collectors.toUnmodifiableSet());
  }

  private Optional<ChannelStep> open(Watched watched, List<Channel> channels) {
    Optional<Channel> best = best(channels);
    if (best.isPresent() && !isToBeRenewed(best.get())) {
      return Optional.empty();
    }
    if (channels.stream().anyMatch(this::isAwaitingGoogle)) {
      return Optional.empty();
    }
    List<Channel> failures = failuresSinceOneWorked(channels);
    if (!failures.isEmpty() && !isTriedAgain(failures)) {
      return Optional.empty();
    }
    return Optional.of(new ChannelStep.Open(watched, failures.size() + 1, now, best.isEmpty()));
  }

  /** What becomes of a channel that is not the best one. */
  private Optional<ChannelStep> end(Channel channel, boolean isWanted, Collection<Channel> all) {
    return switch (channel.state()) {
      // replaced by a newer one, or nothing is watched there any more
      case OPEN -> hasExpired(channel) ? expired(channel) : stop(channel, all);
      // Google could not be told so far
      case STOPPING -> {
        if (hasExpired(channel)) {
          yield expired(channel);
        }
        yield isStopTriedAgain(channel) ? stop(channel, all) : Optional.empty();
      }
      // the process that registered it has died
      case OPENING -> isAwaitingGoogle(channel) && isWanted ? Optional.empty() : stop(channel, all);
      case STOPPED, FAILED -> Optional.empty();
    };
  }

  private Optional<ChannelStep> stop(Channel channel, Collection<Channel> all) {
    Optional<String> resourceId = resourceId(channel, all);
    return resourceId.isPresent()
        ? Optional.of(new ChannelStep.Stop(channel, resourceId.get()))
        // Should Google deliver through it after all, the notification tells its resource id.
        : close(channel, State.FAILED, "its registration was never answered");
  }

  private static Optional<ChannelStep> expired(Channel channel) {
    return close(channel, State.STOPPED, "expired");
  }

  private static Optional<ChannelStep> close(Channel channel, State as, String reason) {
    return Optional.of(new ChannelStep.Close(channel, as, reason));
  }

  /** All of an account's channels on one calendar or file carry the same resource id. */
  private static Optional<String> resourceId(Channel channel, Collection<Channel> all) {
    if (channel.resourceId() != null) {
      return Optional.of(channel.resourceId());
    }
    return all.stream()
        .filter(other -> other.watched().isSameResource(channel.watched()))
        .filter(other -> other.resourceId() != null)
        .map(Channel::resourceId)
        .findFirst();
  }

  private Optional<Channel> best(List<Channel> channels) {
    return channels.stream()
        .filter(channel -> channel.isOpenAt(now))
        .max(Comparator.comparing(Channel::expiresAt).thenComparing(Channel::createdAt));
  }

  private boolean isToBeRenewed(Channel channel) {
    if (channel.isRenewalAsked()) {
      return true;
    }
    Duration life = Duration.between(channel.createdAt(), channel.expiresAt());
    Duration quarter = life.dividedBy(4);
    Duration before =
        quarter.compareTo(settings.renewBefore()) < 0 ? quarter : settings.renewBefore();
    return !now.isBefore(channel.expiresAt().minus(before));
  }

  private boolean hasExpired(Channel channel) {
    return channel.expiresAt() != null && !channel.expiresAt().isAfter(now);
  }

  private boolean isAwaitingGoogle(Channel channel) {
    return channel.state() == State.OPENING
        && channel.changedAt().plus(settings.stuckAfter()).isAfter(now);
  }

  /**
   * Tries to renew a channel that still delivers are one count, tries once nothing delivers any
   * more another: people hear of the latter alone.
   */
  private List<Channel> failuresSinceOneWorked(List<Channel> channels) {
    boolean isRenewal = best(channels).isPresent();
    Instant worked =
        channels.stream()
            .filter(channel -> channel.state() != State.FAILED)
            .filter(channel -> channel.expiresAt() != null)
            .map(channel -> isRenewal ? channel.createdAt() : workedUntil(channel))
            .max(Comparator.naturalOrder())
            .orElse(Instant.MIN);
    return channels.stream()
        .filter(channel -> channel.state() == State.FAILED)
        .filter(channel -> channel.createdAt().isAfter(worked))
        .toList();
  }

  private static Instant workedUntil(Channel channel) {
    return switch (channel.state()) {
      case OPEN -> channel.expiresAt();
      case STOPPED ->
          channel.changedAt().isBefore(channel.expiresAt())
              ? channel.changedAt()
              : channel.expiresAt();
      // It moves with each try to stop it.
      case STOPPING, OPENING, FAILED -> channel.createdAt();
    };
  }

  private boolean isTriedAgain(List<Channel> failures) {
    Instant last =
        failures.stream()
            .map(Channel::changedAt)
            .max(Comparator.naturalOrder())
            .orElse(Instant.MIN);
    Duration pause =
        failures.size() < settings.attempts()
            ? settings.retryAfter().multipliedBy(1L << (failures.size() - 1))
            : settings.retryLost();
    return !now.isBefore(last.plus(pause));
  }

  private boolean isStopTriedAgain(Channel channel) {
    return channel.attempts() == 0
        || !now.isBefore(
            channel
                .changedAt()
                .plus(settings.retryAfter().multipliedBy(1L << Math.min(channel.attempts(), 12))));
  }
}
