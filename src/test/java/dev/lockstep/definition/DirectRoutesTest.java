package dev.lockstep.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirectRoutesTest {

  private static final DirectRoutes ROUTES =
      new DirectRoutes(Set.of("trainer-name", "decide-conflicts"), List.of());

  private static LoadedDefinitions read(String enrich, String conflict) {
    return Definitions.parse(
        Map.of(
            "a.yaml",
            Samples.APPOINTMENTS
                .replace("direct:trainer-name ", enrich + " ")
                .replace("conflict: latest-wins", "conflict: " + conflict)));
  }

  @Test
  void aRouteThatIsThereMayBeCalled() {
    LoadedDefinitions checked =
        ROUTES.check(read("direct:trainer-name", "direct:decide-conflicts"));
    assertThat(checked.faults()).isEmpty();
    assertThat(checked.valid()).hasSize(1);
  }

  @Test
  void aRouteThatIsNotThereIsAFaultWithItsPlaceAndTheNearestName() {
    LoadedDefinitions checked =
        ROUTES.check(read("direct:trainers-name", "direct:decide-conflict"));
    assertThat(checked.valid()).isEmpty();
    assertThat(checked.faults())
        .extracting(Fault::toString)
        .containsExactly(
            "a.yaml:22:9: sync 'appointments': there is no route 'direct:trainers-name': did you"
                + " mean 'direct:trainer-name'?",
            "a.yaml:24:13: sync 'appointments': there is no route 'direct:decide-conflict': did you"
                + " mean 'direct:decide-conflicts'?");
  }

  @Test
  void theRouteOfOneFieldIsNamedAtThatField() {
    LoadedDefinitions checked =
        ROUTES.check(
            read(
                "direct:trainer-name",
                "{ location: direct:decide-conflicts, start: direct:x, end: direct:x }"));
    assertThat(checked.faults())
        .extracting(Fault::message)
        .containsExactly("there is no route 'direct:x'", "there is no route 'direct:x'");
    assertThat(checked.faults()).extracting(Fault::line).containsOnly(24);
  }

  @Test
  void oneThatCallsNobodyTakesNobodysTarget() {
    LoadedDefinitions checked =
        ROUTES.check(
            Definitions.parse(
                Map.of(
                    "a.yaml",
                    Samples.APPOINTMENTS,
                    "b.yaml",
                    Samples.APPOINTMENTS
                        .replace("sync: appointments", "sync: other")
                        .replace("direct:trainer-name", "direct:no-such"))));
    assertThat(checked.valid()).extracting(SyncDefinition::name).containsExactly("appointments");
  }

  @Test
  void whereSomethingElseMayDefineItNothingIsAtFaultAndTheCallIsStillTold() {
    DirectRoutes uncertain = new DirectRoutes(Set.of(), List.of("org.example.GreetingRoutes"));
    LoadedDefinitions read = read("direct:greet", "manual");
    assertThat(uncertain.check(read).valid()).hasSize(1);
    assertThat(uncertain.missing(read))
        .extracting(Fault::message)
        .containsExactly("there is no route 'direct:greet'");
  }

  @Test
  void anAddressIsKnownAsFilesWriteItAndAsCamelShowsIt() {
    assertThat(DirectRoutes.name("direct:a")).contains("a");
    assertThat(DirectRoutes.name("direct://a?timeout=5s")).contains("a");
    assertThat(DirectRoutes.name("seda:a")).isEmpty();
  }
}
