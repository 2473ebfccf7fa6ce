package dev.lockstep.sandbox.sheets.entry;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern such as {@code "$"#,##0.00;[Red]-0;"none";@} or {@code yyyy-mm-dd h:mm}: up to four
 * sections for positive, negative, zero and text.
 */
final class NumberPattern {

  private final List<Section> sections;

  private NumberPattern(List<Section> sections) {
    this.sections = sections;
  }

  static NumberPattern parse(String text) {
    List<Section> sections = new ArrayList<>();
    StringBuilder section = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        int end = text.indexOf('"', i + 1);
        end = end < 0 ? text.length() - 1 : end;
        section.append(text, i, end + 1);
        i = end;
      } else if (c == '\\' && i + 1 < text.length()) {
        section.append(c).append(text.charAt(++i));
      } else if (c == ';') {
        sections.add(Section.parse(section.toString()));
        section.setLength(0);
      } else {
        section.append(c);
      }
    }
    sections.add(Section.parse(section.toString()));
    return new NumberPattern(sections);
  }

  boolean isTime() {
    return sections.getFirst().isTime();
  }

  String number(double number) {
    Section first = sections.getFirst();
    if (number < 0 && sections.size() > 1) {
      // The second section says itself how negative numbers look.
      return sections.get(1).number(-number);
    }
    if (number == 0 && sections.size() > 2) {
      return sections.get(2).number(0);
    }
    if (first.isTextOnly() && sections.size() == 1) {
      return first.text(Shown.general(number));
    }
    return number < 0 && !first.isTime() ? "-" + first.number(-number) : first.number(number);
  }

  String text(String text) {
    for (Section section : sections) {
      if (section.isTextOnly() && (sections.size() == 1 || section == sections.getLast())) {
        return section.text(text);
      }
    }
    return text;
  }
}
