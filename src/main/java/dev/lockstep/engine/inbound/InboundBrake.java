package dev.lockstep.engine.inbound;

import dev.lockstep.core.Brake;
import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Policies;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.Brakes;
import dev.lockstep.engine.CausedBy;
import dev.lockstep.engine.Chronicle;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.engine.link.Mappings;
import dev.lockstep.history.History;
import dev.lockstep.queue.Claims;
import dev.lockstep.queue.Effect;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Offer;
import dev.lockstep.queue.QueueKeys;
import dev.lockstep.queue.Touch;
import dev.lockstep.queue.WorkQueue;
import dev.lockstep.target.Remote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Weighs what Google shows before any of it is applied (PROTOCOL 10). */
@Component
class InboundBrake {

  private final Brakes brakes;
  private final Mappings mappings;
  private final WorkQueue queue;
  private final QueueKeys queueKeys;
  private final Claims claims;
  private final History history;

  InboundBrake(
      Brakes brakes,
      Mappings mappings,
      WorkQueue queue,
      QueueKeys queueKeys,
      Claims claims,
      History history) {
    this.brakes = brakes;
    this.mappings = mappings;
    this.queue = queue;
    this.queueKeys = queueKeys;
    this.claims = claims;
    this.history = history;
  }

  /** What would delete or change too many rows at once is queued and held instead of applied. */
  Listed weigh(Listed listed) {
    tellOfDetached(listed);
    Weighed weighed = weighed(listed, Weighed.NOTHING);
    weighed.held().forEach(group -> hold(listed, group));
    Set<Listed.Seen> held = weighed.all();
    return held.isEmpty()
        ? listed
        : listed.with(
            listed.items().stream().filter(seen -> !held.contains(seen)).toList(), listed.echoes());
  }

  /**
   * Deletions at Google that no row follows take nothing away, so there is nothing to hold: but
   * whoever hears of what is held hears of as many of them.
   */
  private void tellOfDetached(Listed listed) {
    if (!detaches(listed.pull().sync().definition())) {
      return;
    }
    List<String> deleted =
        listed.items().stream()
            .map(Listed.Seen::remote)
            .filter(remote -> remote.is(Remote.Trait.DELETED))
            .map(Remote::remoteId)
            .toList();
    if (deleted.isEmpty()) {
      return;
    }
    PartitionKey partition = listed.pull().lease().partition();
    int gone =
        (int)
            mappings
                .findByRemoteId(partition.sync(), partition.account(), deleted)
                .values()
                .stream()
                .filter(mapping -> isLinked(mapping) && mapping.partition().equals(partition))
                .count();
    String tooMany = brakes.tooMany(partition, gone);
    if (tooMany != null) {
      Chronicle chronicle = new Chronicle(listed.pull().sync(), partition, listed.pull().id());
      chronicle.detached(
          tooMany
              + " were deleted at Google at once; their rows stay and flow again once they are back"
              + " there, or by `restore %s --since …`".formatted(partition.sync()),
          gone);
      history.write(chronicle.lines());
    }
  }

  /** Whether a deletion there leaves the row and is not undone. */
  private static boolean detaches(SyncDefinition definition) {
    return switch (definition.policies().googleDelete()) {
      case KEEP -> true;
      case DELETE -> !definition.direction().fromGoogle();
      case RECREATE -> !definition.direction().toGoogle();
    };
  }

  /** Records that are held together. */
  record Group(Effect effect, List<Listed.Seen> seen, String reason) {}

  /**
   * What a page comes to.
   *
   * @param waiting records that have an item of their own already, which is weighed by itself
   * @param held what is to be held now
   * @param touched records that would be deleted, blanked or changed, of this page and those before
   */
  record Weighed(Set<Listed.Seen> waiting, List<Group> held, Set<Touch> touched) {
    static final Weighed NOTHING = new Weighed(Set.of(), List.of(), Set.of());

    Set<Listed.Seen> all() {
      Set<Listed.Seen> all = new HashSet<>(waiting);
      held.forEach(group -> all.addAll(group.seen()));
      return all;
    }
  }

  /**
   * Weighs a page and holds nothing.
   *
   * @param before what came before it and is in no count of the database
   */
  Weighed weighed(Listed listed, Weighed before) {
    Map<String, Mapping> linked =
        mappings.findByRemoteId(
            listed.pull().lease().partition().sync(),
            listed.pull().lease().partition().account(),
            listed.items().stream().map(seen -> seen.remote().remoteId()).toList());
    Map<Effect, List<Listed.Seen>> weighed = new HashMap<>();
    Set<Listed.Seen> byThemselves = new HashSet<>();
    Set<String> waiting = waiting(listed);
    for (Listed.Seen seen : listed.items()) {
      Mapping mapping = linked.get(seen.remote().remoteId());
      Item item = listed.queued().get(seen.remote().remoteId());
      Effect effect = effect(listed, seen.remote(), mapping);
      if (effect == null || item != null && item.isDecided()) {
        continue;
      }
      if (waiting.contains(seen.remote().remoteId())) {
        byThemselves.add(seen); // Its item is weighed, or a person has decided, by itself.
      } else {
        weighed.computeIfAbsent(effect, e -> new ArrayList<>()).add(seen);
      }
    }
    Set<Touch> touched = new HashSet<>(before.touched());
    weighed.forEach((effect, group) -> touched.addAll(touches(effect, group)));
    return new Weighed(
        byThemselves,
        held(
            weighed,
            before.touched(),
            (together, what) -> brakes.reason(listed.pull().lease(), together, what)),
        touched);
  }

  /** Why as much as that is to be held, null where it may go on. */
  interface Scales {
    @Nullable String reason(Set<Touch> together, Brake.Effect what);
  }

  /** What the brake counts together is held together, or goes on. */
  static List<Group> held(
      Map<Effect, List<Listed.Seen>> weighed, Set<Touch> before, Scales scales) {
    List<Group> held = new ArrayList<>();
    for (Brake.Effect what : Brake.Effect.values()) {
      List<Effect> effects =
          weighed.keySet().stream().filter(effect -> what(effect) == what).sorted().toList();
      if (effects.isEmpty()) {
        continue;
      }
      Set<Touch> together = new HashSet<>();
      before.stream().filter(touch -> what(touch.effect()) == what).forEach(together::add);
      effects.forEach(
          effect -> together.addAll(touches(effect, weighed.getOrDefault(effect, List.of()))));
      String reason = scales.reason(together, what);
      if (reason != null) {
        effects.forEach(
            effect -> held.add(new Group(effect, weighed.getOrDefault(effect, List.of()), reason)));
      }
    }
    return held;
  }

  private static Brake.Effect what(Effect effect) {
    return switch (effect) {
      case DELETE, BLANK -> Brake.Effect.DELETES_OR_BLANKS;
      case CHANGE -> Brake.Effect.CHANGES_FROM_GOOGLE;
    };
  }

  private static Set<Touch> touches(Effect effect, List<Listed.Seen> seen) {
    return seen.stream()
        .map(one -> new Touch(Direction.FROM_GOOGLE, effect, one.remote().remoteId()))
        .collect(Collectors.toSet());
  }

  /** Of a listing: the records that have an item of their own already. */
  private Set<String> waiting(Listed listed) {
    return listed.queued().isEmpty() && !listed.items().isEmpty()
        ? queueKeys.waiting(
            listed.pull().lease().partition(),
            Direction.FROM_GOOGLE,
            listed.items().stream().map(seen -> seen.remote().remoteId()).toList())
        : Set.of();
  }

  private static @Nullable Effect effect(Listed listed, Remote remote, @Nullable Mapping mapping) {
    var definition = listed.pull().sync().definition();
    if (mapping == null || !isLinked(mapping) || !definition.direction().fromGoogle()) {
      return null;
    }
    if (remote.is(Remote.Trait.DELETED)) {
      return definition.policies().googleDelete() == Policies.GoogleDelete.DELETE
          ? Effect.DELETE
          : null;
    }
    boolean differs =
        definition.fields().stream()
            .filter(field -> field.direction().fromGoogle())
            .anyMatch(
                field ->
                    remote.fields().has(field.name())
                        && !mapping.link().isSettled(field.name(), remote.fields()));
    if (!differs || mapping.link().bases().isEmpty()) {
      return null;
    }
    boolean isBlanked =
        definition.fields().stream()
            .filter(field -> field.direction().fromGoogle())
            .allMatch(field -> remote.fields().get(field.name()).isNull());
    return isBlanked ? Effect.BLANK : Effect.CHANGE;
  }

  private void hold(Listed listed, Group group) {
    Lease lease = listed.pull().lease();
    List<Listed.Seen> seen = group.seen();
    Effect effect = group.effect();
    String reason = group.reason();
    queue.offer(
        Direction.FROM_GOOGLE,
        Lane.LIVE,
        Duration.ZERO,
        seen.stream()
            .filter(one -> !listed.queued().containsKey(one.remote().remoteId()))
            .map(
                one ->
                    Offer.of(lease.partition(), one.remote().remoteId())
                        .with(effect)
                        .because(CausedBy.json(listed.pull().causedBy())))
            .toList());
    List<Item> queued =
        seen.stream()
            .map(one -> listed.queued().get(one.remote().remoteId()))
            .filter(Objects::nonNull)
            .toList();
    if (!queued.isEmpty()) {
      claims.hold(lease, queued, effect, reason);
      Chronicle chronicle =
          new Chronicle(listed.pull().sync(), lease.partition(), listed.pull().id());
      chronicle.braked(reason, queued.size());
      history.write(chronicle.lines());
    }
  }

  /** What is gone or detached already loses nothing more: an echo of our own delete, say. */
  private static boolean isLinked(Mapping mapping) {
    return switch (mapping.link().state()) {
      case SENDING, LINKED, CONFLICT, HELD -> true;
      case NONE, DETACHED, GONE -> false;
    };
  }
}
