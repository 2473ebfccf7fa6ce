package dev.lockstep.sandbox.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Caller;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.state.Journal;
import dev.lockstep.sandbox.state.Ticks;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The notification channels of every API: made by watch calls, ended by stop or time. */
public final class Channels {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-_+/=]{1,64}");
  private static final int LONGEST_TOKEN = 256;

  /** A second stop that follows at once is not told that the channel is gone. */
  private static final long STOP_GRACE = 5_000;

  private final Journal journal;
  private final Ticks ticks;
  private final Delivery delivery;
  private final Map<String, Channel> channels = new LinkedHashMap<>();
  private final NavigableMap<String, Set<String>> byResource = new TreeMap<>();

  public Channels(Journal journal, Ticks ticks, Delivery delivery) {
    this.journal = journal;
    this.ticks = ticks;
    this.delivery = delivery;
    journal.replay("channel", (id, json) -> remember(Channel.read(json)));
  }

  private void remember(Channel channel) {
    channels.put(channel.id(), channel);
    byResource.computeIfAbsent(channel.resource(), r -> new LinkedHashSet<>()).add(channel.id());
  }

  /**
   * Makes a channel and sends its `sync` message.
   *
   * @param resource what is watched, one name however it was asked for
   * @param resourceUri as it was asked for
   * @param defaultTtl seconds a channel lives when nothing is asked
   * @param maxTtl seconds that it lives at most
   * @throws GoogleError 400 naming what is wrong with the channel
   */
  public ObjectNode watch(
      Call call, String resource, String resourceUri, long defaultTtl, long maxTtl) {
    ObjectNode json = call.json();
    String id = required(json, "id");
    String type = required(json, "type");
    String address = required(json, "address");
    if (!ID.matcher(id).matches()) {
      throw GoogleError.invalid("Invalid channel id: " + id);
    }
    if (channels.containsKey(id)) {
      throw GoogleError.global(400, "channelIdNotUnique", "Channel id " + id + " not unique");
    }
    if (!type.equals("web_hook") && !type.equals("webhook")) {
      throw GoogleError.global(
          400, "push.channelTypeNotSupported", "Channel type " + type + " not supported");
    }
    checkAddress(address);
    String token = json.hasNonNull("token") ? json.get("token").asText() : null;
    if (token != null && token.length() > LONGEST_TOKEN) {
      throw GoogleError.invalid("Channel token is longer than " + LONGEST_TOKEN + " characters.");
    }
    Caller caller = call.caller();
    Channel channel =
        new Channel(
            id,
            resource,
            resourceId(resource),
            resourceUri,
            address,
            token,
            caller.email(),
            caller.clientId(),
            expiration(json, defaultTtl, maxTtl),
            0);
    remember(channel);
    journal.put("channel", id, channel::json);
    delivery.sync(channel);
    return channel.answer();
  }

  private static String required(ObjectNode json, String name) {
    if (!json.hasNonNull(name) || json.get(name).asText().isEmpty()) {
      throw GoogleError.required("Required parameter: " + name).atParameter(name);
    }
    return json.get(name).asText();
  }

  private void checkAddress(String address) {
    String scheme;
    try {
      scheme = String.valueOf(new URI(address).getScheme());
    } catch (URISyntaxException e) {
      scheme = "";
    }
    if (!scheme.equals("https") && (delivery.httpsOnly() || !scheme.equals("http"))) {
      throw GoogleError.global(
          400, "push.webhookUrlNotHttps", "WebHook callback must be HTTPS: " + address);
    }
  }

  /** The most restrictive of what is asked and what is allowed. */
  private long expiration(ObjectNode json, long defaultTtl, long maxTtl) {
    long now = ticks.millis();
    long end = now + maxTtl * 1_000;
    boolean asked = false;
    if (json.hasNonNull("expiration")) {
      long wanted = json.get("expiration").asLong();
      if (wanted <= now) {
        throw GoogleError.invalid("Invalid ttl value for channel");
      }
      end = Math.min(end, wanted);
      asked = true;
    }
    JsonNode ttl = json.path("params").path("ttl");
    if (!ttl.isMissingNode() && !ttl.isNull()) {
      long seconds = ttl.asLong();
      if (seconds <= 0) {
        throw GoogleError.invalid("Invalid ttl value for channel");
      }
      end = Math.min(end, now + seconds * 1_000);
      asked = true;
    }
    if (!asked) {
      end = now + defaultTtl * 1_000;
    }
    return end / 1_000 * 1_000;
  }

  /** Twenty-seven characters, the same for everyone who watches the same. */
  private static String resourceId(String resource) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(resource.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @throws GoogleError 404 when the caller has no such channel
   */
  public void stop(Call call) {
    ObjectNode json = call.json();
    String id = required(json, "id");
    String resourceId = required(json, "resourceId");
    Channel channel = channels.get(id);
    long now = ticks.millis();
    if (channel == null
        || !channel.resourceId().equals(resourceId)
        || !mayStop(channel, call.caller())
        || (channel.stoppedAt() > 0 && now - channel.stoppedAt() > STOP_GRACE)) {
      throw GoogleError.global(
          404, "notFound", "Channel '" + id + "' not found for project '" + PROJECT + "'");
    }
    if (channel.stoppedAt() == 0) {
      Channel stopped = channel.stopped(now);
      channels.put(id, stopped);
      byResource.getOrDefault(channel.resource(), Set.of()).remove(id);
      journal.put("channel", id, stopped::json);
    }
  }

  private static final String PROJECT = "lockstep-sandbox";

  /** The program behind a service account stops what any of its users made. */
  private static boolean mayStop(Channel channel, Caller caller) {
    boolean sameClient = channel.clientId().equals(caller.clientId());
    return sameClient
        && (channel.email().equals(caller.email())
            || caller.clientId().endsWith(".gserviceaccount.com"));
  }

  /**
   * Something about a part of the resource changed: every live channel on such a part hears. A part
   * is named like the resource, a line end and a text of its own.
   */
  public void changedPart(String resource, Predicate<String> isMeant) {
    String prefix = resource + "\n";
    for (String part : List.copyOf(byResource.subMap(prefix, prefix + '\uffff').keySet())) {
      if (isMeant.test(part.substring(prefix.length()))) {
        changed(part);
      }
    }
  }

  /** Something about the resource changed: every live channel on it hears. */
  public void changed(String resource) {
    changed(resource, Notice.EXISTS);
  }

  /** The same, saying what happened. */
  public void changed(String resource, Notice notice) {
    Set<String> ids = byResource.get(resource);
    if (ids == null || ids.isEmpty()) {
      return;
    }
    long now = ticks.millis();
    for (String id : ids.toArray(new String[0])) {
      Channel channel = channels.get(id);
      if (channel != null && channel.live(now)) {
        delivery.send(channel, notice, () -> isLive(id));
      } else {
        ids.remove(id);
      }
    }
  }

  private boolean isLive(String id) {
    Channel channel = channels.get(id);
    return channel != null && channel.live(ticks.millis());
  }

  /** Ends channels before their time, of one account or of all. */
  public int expire(@Nullable String email) {
    List<Channel> ended = new ArrayList<>();
    for (Channel channel : channels.values()) {
      if (channel.live(ticks.millis()) && (email == null || channel.email().equals(email))) {
        ended.add(channel);
      }
    }
    for (Channel channel : ended) {
      Channel stopped = channel.stopped(ticks.millis() - STOP_GRACE - 1);
      channels.put(channel.id(), stopped);
      journal.put("channel", channel.id(), stopped::json);
    }
    return ended.size();
  }

  public ArrayNode list() {
    ArrayNode list = Json.array();
    for (Channel channel : channels.values()) {
      ObjectNode one = channel.answer();
      one.remove("token");
      list.add(
          one.put("address", channel.address())
              .put("account", channel.email())
              .put("live", channel.live(ticks.millis())));
    }
    return list;
  }

  public void clear() {
    channels.clear();
    byResource.clear();
    delivery.clear();
  }
}
