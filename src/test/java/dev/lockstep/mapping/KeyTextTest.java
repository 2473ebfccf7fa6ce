package dev.lockstep.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTextTest {

  @Test
  void aKeyOfSeveralColumnsMayBeSpelledAsAnyJson() {
    String key = KeyText.of(List.of("a", "1"));
    for (String given : List.of(key, "[\"a\",\"1\"]", " [ \"\\u0061\" , 1 ] ")) {
      assertThat(KeyText.spelled(given, 2)).as(given).isEqualTo(key);
    }
    assertThat(KeyText.parse(key, 2)).containsExactly("a", "1");
  }

  @Test
  void whatIsNoKeyOfThoseColumnsIsLeftAsItIs() {
    for (String given : List.of("a", "[\"a\"", "[\"a\"]", "[\"a\", null]", "[\"a\",[1]]", "")) {
      assertThat(KeyText.spelled(given, 2)).isEqualTo(given);
    }
    assertThat(KeyText.spelled("[\"a\",\"b\"]", 1)).as("a text").isEqualTo("[\"a\",\"b\"]");
  }
}
