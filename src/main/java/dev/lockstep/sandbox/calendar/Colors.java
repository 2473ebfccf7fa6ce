package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import java.util.List;

/** Google's palette: the same for everybody. */
final class Colors {

  private static final List<String> CALENDAR =
      List.of(
          "#ac725e", "#d06b64", "#f83a22", "#fa573c", "#ff7537", "#ffad46", "#42d692", "#16a765",
          "#7bd148", "#b3dc6c", "#fbe983", "#fad165", "#92e1c0", "#9fe1e7", "#9fc6e7", "#4986e7",
          "#9a9cff", "#b99aff", "#c2c2c2", "#cabdbf", "#cca6ac", "#f691b2", "#cd74e6", "#a47ae2");
  private static final List<String> EVENT =
      List.of(
          "#a4bdfc", "#7ae7bf", "#dbadff", "#ff887c", "#fbd75b", "#ffb878", "#46d6db", "#e1e1e1",
          "#5484ed", "#51b749", "#dc2127");

  private Colors() {}

  static ObjectNode json() {
    ObjectNode json =
        Json.object().put("kind", "calendar#colors").put("updated", "2012-02-14T00:00:00.000Z");
    palette(json.putObject("calendar"), CALENDAR);
    palette(json.putObject("event"), EVENT);
    return json;
  }

  private static void palette(ObjectNode json, List<String> colors) {
    for (int i = 0; i < colors.size(); i++) {
      json.putObject(Integer.toString(i + 1))
          .put("background", colors.get(i))
          .put("foreground", "#1d1d1d");
    }
  }

  static String background(String id) {
    return CALENDAR.get(Integer.parseInt(id) - 1);
  }

  static boolean knows(String id) {
    return id.matches("[1-9]|1\\d|2[0-4]");
  }
}
