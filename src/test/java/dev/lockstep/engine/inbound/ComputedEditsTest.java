package dev.lockstep.engine.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Bases;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.Report;
import dev.lockstep.core.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComputedEditsTest {

  private static final Fields AGREED = shown("from the row");

  @Test
  void whatNobodyEditedIsNoNews() {
    assertThat(ComputedEdits.isNews(link(Fields.EMPTY), "note")).as("an echo").isFalse();
    assertThat(ComputedEdits.isNews(link(shown("a person's")), "other")).isFalse();
  }

  @Test
  void anEditIsNewsUntilItCameBackByItself() {
    assertThat(ComputedEdits.isNews(link(shown("a person's")), "note")).isTrue();
    Report inVain =
        new Report(Report.Kind.NOT_RESTORED, "note", AGREED, shown("a person's"), null, "");
    assertThat(ComputedEdits.isNews(link(shown("a person's"), inVain), "note")).isFalse();
    assertThat(ComputedEdits.isNews(link(shown("another's"), inVain), "note")).isTrue();
  }

  private static Fields shown(String text) {
    return Fields.of("note", Value.text(text));
  }

  private static Link link(Fields seen, Report... reported) {
    return new Link(
        Link.State.LINKED,
        null,
        new Bases(AGREED, AGREED),
        new Link.Seen(seen, null),
        "v1",
        0,
        "id",
        List.of(),
        List.of(reported));
  }
}
