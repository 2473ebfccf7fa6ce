package dev.lockstep.definition;

import dev.lockstep.mapping.MappedField.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The fields of an event that a definition may map; a closed list. */
public enum EventField {
  SUMMARY("summary", Form.TEXT),
  DESCRIPTION("description", Form.TEXT),
  LOCATION("location", Form.TEXT),
  START("start", Form.MOMENT),
  END("end", Form.MOMENT),
  COLOR_ID("colorId", Form.TEXT),
  TRANSPARENCY("transparency", Form.TEXT),
  VISIBILITY("visibility", Form.TEXT),
  REMINDERS("reminders", Form.JSON),
  ATTENDEES("attendees", Form.GUESTS);

  private final String fieldName;
  private final Form form;

  EventField(String fieldName, Form form) {
    this.fieldName = fieldName;
    this.form = form;
  }

  /** The name in definitions and in Google's API. */
  public String fieldName() {
    return fieldName;
  }

  public Form form() {
    return form;
  }

  public static List<String> names() {
    return Arrays.stream(values()).map(EventField::fieldName).toList();
  }

  static Optional<EventField> named(String name) {
    return Arrays.stream(values()).filter(field -> field.fieldName.equals(name)).findFirst();
  }
}
