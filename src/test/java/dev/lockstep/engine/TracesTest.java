package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.schedule.ScheduledPulls;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One trace holds a change's way from the fold to Google, and says nothing of what is in it. */
@SecondApplication
class TracesTest {

  private static final InMemorySpanExporter EXPORTED = InMemorySpanExporter.create();

  private static final String SYNC =
      """
      sync: visits
      source: { table: visits, account: owner }
      target: { calendar: primary }
      direction: both
      fields: { summary: title, start: starts_at, end: ends_at }
      policies: { debounce: 0ms }
      """;

  private static TestSandbox sandbox;
  private static RunningLockstep lockstep;

  @Configuration(proxyBeanMethods = false)
  static class InMemory {
    @Bean
    InMemorySpanExporter exporter() {
      return EXPORTED;
    }
  }

  @BeforeAll
  static void start() {
    sandbox = TestSandbox.start();
    lockstep = RunningLockstep.start(TestDatabase.empty(), sandbox, List.of(InMemory.class));
    lockstep
        .jdbc()
        .sql(
            "CREATE TABLE public.visits (id int PRIMARY KEY, owner text, title text, starts_at timestamptz, ends_at timestamptz)")
        .update();
    lockstep
        .jdbc()
        .sql("INSERT INTO public.visits VALUES (0, 'anna', 'secret', '2031-01-01', '2031-01-02')")
        .update();
    lockstep.connect("anna", "anna@example.com");
    lockstep.run(SYNC);
    soon().until(() -> !spans(named("inbound")).isEmpty());
    soon().until(() -> lockstep.events("anna@example.com").size() == 1);
    soon().until(() -> !spans(named("commit-outcomes")).isEmpty());
    EXPORTED.reset();
  }

  @AfterAll
  static void stop() {
    lockstep.close();
    sandbox.close();
  }

  @Test
  void aChangeIsFollowedFromTheFoldToGoogle() {
    lockstep
        .jdbc()
        .sql(
            "INSERT INTO public.visits VALUES (1, 'anna', 'secret visit', now() + interval '1 day', now() + interval '2 days')")
        .update();
    soon().until(() -> !spans(named("events.insert")).isEmpty());
    SpanData call = spans(named("events.insert")).getFirst();
    soon().until(() -> !spans(named("outbound").and(in(call))).isEmpty());

    List<SpanData> trace = spans(in(call));
    assertThat(trace)
        .extracting(SpanData::getName)
        .contains(
            "fold",
            "outbound",
            "claim-changes",
            "load-rows",
            "merge-records",
            "intend-writes",
            "deliver-writes",
            "events.insert",
            "commit-outcomes");
    assertThat(parent(call).getName()).isEqualTo("deliver-writes");
    assertThat(parent(parent(call)).getName()).isEqualTo("outbound");
    assertThat(parent(parent(parent(call))).getName()).isEqualTo("fold");
    assertThat(parent(parent(parent(call))).getParentSpanId()).isEqualTo(SpanId.getInvalid());
  }

  @Test
  void aPullIsATraceOfItsOwnWithItsCalls() {
    lockstep.bean(ScheduledPulls.class).ask("visits");
    soon().until(() -> !spans(named("inbound")).isEmpty());
    SpanData pull = spans(named("inbound")).getLast();
    SpanData call = spans(named("events.list").and(in(pull))).getFirst();
    assertThat(parent(call).getName()).isEqualTo("list-changes");
    assertThat(parent(parent(call))).isEqualTo(pull);
    assertThat(pull.getParentSpanId()).isEqualTo(SpanId.getInvalid());
  }

  @Test
  void spansSayNothingOfTokensAddressesOrTexts() {
    lockstep.jdbc().sql("UPDATE public.visits SET title = 'secret too' WHERE id = 0").update();
    soon().until(() -> !spans(named("events.patch")).isEmpty());
    soon().until(() -> !spans(named("outbound")).isEmpty());
    assertThat(spans(span -> true).toString())
        .doesNotContain("secret", "Bearer", "ya29", "@example.com", "http://");
  }

  private static SpanData parent(SpanData child) {
    return spans(span -> span.getSpanId().equals(child.getParentSpanId())).getFirst();
  }

  private static Predicate<SpanData> named(String name) {
    return span -> span.getName().equals(name);
  }

  private static Predicate<SpanData> in(SpanData other) {
    return span -> span.getTraceId().equals(other.getTraceId());
  }

  private static List<SpanData> spans(Predicate<SpanData> wanted) {
    return EXPORTED.getFinishedSpanItems().stream().filter(wanted).toList();
  }
}
