package dev.lockstep.sandbox.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the endpoint of a path. Variables are whole segments, decoded after the split. */
final class Routes {

  record Match(Endpoint endpoint, Map<String, String> vars) {}

  private record Route(Endpoint endpoint, String[] segments) {}

  private final Map<String, List<Route>> routes = new HashMap<>();

  Routes(List<Endpoint> endpoints) {
    for (Endpoint endpoint : endpoints) {
      String[] segments = endpoint.path().split("/");
      routes
          .computeIfAbsent(key(endpoint.method(), segments.length), k -> new ArrayList<>())
          .add(new Route(endpoint, segments));
    }
    // Of two routes that fit, the one with fewer variables is meant: events/import before
    // events/{eventId}.
    routes.values().forEach(list -> list.sort((a, b) -> variables(a) - variables(b)));
  }

  private static int variables(Route route) {
    int count = 0;
    for (String segment : route.segments) {
      count += segment.startsWith("{") ? 1 : 0;
    }
    return count;
  }

  private static String key(String method, int length) {
    return method + length;
  }

  @Nullable Match find(String method, String path) {
    String[] segments = path.substring(1).split("/");
    next:
    for (Route route : routes.getOrDefault(key(method, segments.length), List.of())) {
      for (int i = 0; i < segments.length; i++) {
        if (!route.segments[i].startsWith("{") && !route.segments[i].equals(segments[i])) {
          continue next;
        }
      }
      Map<String, String> vars = new HashMap<>();
      for (int i = 0; i < segments.length; i++) {
        String name = route.segments[i];
        if (name.startsWith("{")) {
          vars.put(name.substring(1, name.length() - 1), decode(segments[i]));
        }
      }
      return new Match(route.endpoint, vars);
    }
    return null;
  }

  private static String decode(String segment) {
    try {
      // In a path a plus is a plus.
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw GoogleError.badRequest();
    }
  }
}
