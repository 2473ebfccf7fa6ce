package dev.lockstep.sandbox.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint of a path. A variable is a whole segment, or one up to a verb as in {@code
 * {range}:append}; it is decoded after the split.
 */
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
    // events/{eventId}. A verb is more than none: {range}:append before {range}.
    routes
        .values()
        .forEach(
            list ->
                list.sort(
                    Comparator.<Route>comparingInt(Routes::variables)
                        .thenComparing(route -> route.endpoint.path().contains("}:") ? 0 : 1)));
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
        if (!fits(route.segments[i], segments[i])) {
          continue next;
        }
      }
      Map<String, String> vars = new HashMap<>();
      for (int i = 0; i < segments.length; i++) {
        String name = route.segments[i];
        if (name.startsWith("{")) {
          int brace = name.indexOf('}');
          int verb = name.length() - brace - 1;
          vars.put(
              name.substring(1, brace),
              decode(segments[i].substring(0, segments[i].length() - verb)));
        }
      }
      return new Match(route.endpoint, vars);
    }
    return null;
  }

  private static boolean fits(String pattern, String segment) {
    if (!pattern.startsWith("{")) {
      return pattern.equals(segment);
    }
    String verb = pattern.substring(pattern.indexOf('}') + 1);
    return segment.endsWith(verb) && segment.length() > verb.length();
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
