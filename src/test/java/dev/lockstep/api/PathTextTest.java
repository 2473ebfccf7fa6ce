package dev.lockstep.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.assertj.core.api.Assumptions;

class PathTextTest {

  @Property
  void anyTextComesBackAndIsOneSegmentThatNobodyTouches(
      @ForAll @StringLength(max = 40) String text) {
    // A lone half of a pair is no text that PostgreSQL or UTF-8 can hold.
    Assumptions.assumeThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).isTrue();
    String segment = PathText.encode(text);
    assertThat(segment).matches("[A-Za-z0-9._~-]+").isNotIn(".", "..");
    assertThat(URI.create("/records/" + segment).normalize().getRawPath())
        .isEqualTo("/records/" + segment);
    assertThat(PathText.decode(segment)).isEqualTo(text);
    assertThat(PathText.decode(URLDecoder.decode(segment, StandardCharsets.UTF_8))).isEqualTo(text);
  }

  @Example
  void itReadsAsPeopleExpect() {
    assertThat(PathText.encode("a/b")).isEqualTo("a~2Fb");
    assertThat(PathText.encode("2026-01-01.csv")).isEqualTo("2026-01-01.csv");
    assertThat(PathText.encode("..")).isEqualTo("~2E~2E");
    assertThat(PathText.encode("~")).isEqualTo("~7E");
    assertThat(PathText.encode("")).isEqualTo("~");
    assertThat(PathText.encode("é")).isEqualTo("~C3~A9");
    assertThat(PathText.decode("as it is, é")).isEqualTo("as it is, é");
    assertThat(PathText.decode("a~2fb")).isEqualTo("a/b");
  }

  @Example
  void whatIsNotEncodedIsRefused() {
    for (String bad : new String[] {"~2", "a~", "~zz", "~FF", "~C3"}) {
      assertThatThrownBy(() -> PathText.decode(bad)).isInstanceOf(ApiProblem.class);
    }
  }
}
