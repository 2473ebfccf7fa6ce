package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class StartChecksTest {

  private final MockEnvironment environment = new MockEnvironment();

  @Test
  void productionListsEverythingThatIsMissingAtOnce() {
    environment.setActiveProfiles("production");
    environment.setProperty("GOOGLE_CLIENT_ID", "id");

    assertThat(StartChecks.faults(environment))
        .extracting(fault -> fault.substring(0, fault.indexOf(' ')))
        .containsExactly(
            "LOCKSTEP_DATABASE_URL",
            "LOCKSTEP_DATABASE_USERNAME",
            "LOCKSTEP_DATABASE_PASSWORD",
            "TOKENS_ENCRYPTION_KEY",
            "GOOGLE_CLIENT_SECRET",
            "LOCKSTEP_PUBLIC_URL");
  }

  @Test
  void aMistypedProfileIsNamedBesideThoseThatAre() {
    environment.setActiveProfiles("prodution");

    assertThat(StartChecks.faults(environment))
        .singleElement()
        .asString()
        .contains("'prodution'", "sandbox, production");
  }

  @Test
  void anAddressThatGoogleCouldNotReachIsShown() {
    environment.setProperty("LOCKSTEP_PUBLIC_URL", "lockstep.example.org");

    assertThat(StartChecks.faults(environment))
        .singleElement()
        .asString()
        .contains("https://", "'lockstep.example.org'");
  }

  @Test
  void theSandboxNeedsNothing() {
    environment.setActiveProfiles("sandbox");

    assertThat(StartChecks.faults(environment)).isEmpty();
  }

  @Test
  void aMalformedKeyIsToldByItsLengthAndNeverShown() {
    environment.setProperty("TOKENS_ENCRYPTION_KEY", "geheim");

    assertThat(StartChecks.faults(environment))
        .singleElement()
        .asString()
        .contains("64 hex digits", "6 characters")
        .doesNotContain("geheim");
  }

  @Test
  void aKeyOfTheRightLengthMustBeHex() {
    environment.setProperty("TOKENS_ENCRYPTION_KEY", "z".repeat(64));

    assertThat(StartChecks.faults(environment))
        .singleElement()
        .asString()
        .contains("no hex digits");
  }
}
