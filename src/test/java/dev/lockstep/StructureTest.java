package dev.lockstep;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** Who may use whom. */
class StructureTest {

  /** The top-level packages; a new one is given its place in {@link #dependenciesPointDown}. */
  private static final Set<String> MODULES =
      Set.of(
          "api",
          "console",
          "cli",
          "webhook",
          "metrics",
          "launch",
          "embedded",
          "demo",
          "routes",
          "home",
          "logs",
          "owed",
          "servlet",
          "engine",
          "export",
          "source",
          "queue",
          "target",
          "history",
          "account",
          "definition",
          "mapping",
          "google",
          "core",
          "tracing",
          "sandbox");

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.lockstep");

  @Test
  void noModuleReachesIntoAnotherAndNoneDependOnEachOtherInCircles() {
    ApplicationModules.of(Lockstep.class).verify();
  }

  @Test
  void everyTopLevelPackageHasItsPlace() {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : OURS) {
      String rest = type.getPackageName().substring("dev.lockstep".length());
      if (!rest.isEmpty()) {
        found.add(rest.substring(1).split("\\.")[0]);
      }
    }
    assertThat(MODULES).containsAll(found);
  }

  @Test
  void dependenciesPointDown() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("ways in")
        .definedBy(
            in(
                "api",
                "console",
                "cli",
                "webhook",
                "metrics",
                "launch",
                "embedded",
                "demo",
                "routes"))
        .layer("work")
        .definedBy(in("engine", "export"))
        .layer("sides")
        .definedBy(in("source", "queue", "target", "history", "account"))
        .layer("definition")
        .definedBy(in("definition"))
        .layer("translation")
        .definedBy(in("mapping", "google"))
        .layer("core")
        .definedBy(in("core"))
        .layer("ground")
        .definedBy(in("tracing", "owed", "logs", "servlet"))
        .whereLayer("ground")
        .mayNotAccessAnyLayer()
        .whereLayer("ways in")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("work")
        .mayOnlyBeAccessedByLayers("ways in")
        .whereLayer("sides")
        .mayOnlyBeAccessedByLayers("ways in", "work")
        .whereLayer("definition")
        .mayOnlyBeAccessedByLayers("ways in", "work", "sides")
        .whereLayer("translation")
        .mayOnlyBeAccessedByLayers("ways in", "work", "sides", "definition")
        .check(OURS);
  }

  @Test
  void camelStaysOutOfTheInnerModules() {
    noClasses()
        .that()
        .resideInAnyPackage(in("core", "definition", "mapping", "queue"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.camel..")
        .check(OURS);
  }

  @Test
  void theCoreIsPure() {
    classes()
        .that()
        .resideInAPackage("dev.lockstep.core..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.lockstep.core..",
                "java.lang..",
                "java.math..",
                "java.time..",
                "java.util..",
                "org.jspecify.."))
        .check(OURS);
  }

  @Test
  void theCoreAsksNoClockAndDrawsNoNumbers() {
    noClasses()
        .that()
        .resideInAPackage("dev.lockstep.core..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.(time\\.(Clock|InstantSource)|util\\.(Random|UUID))")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(OURS);
  }

  @Test
  void theSandboxUsesNothingOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("dev.lockstep.sandbox..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.lockstep..")
                .and(resideOutsideOfPackages("dev.lockstep.sandbox..")))
        .check(OURS);
  }

  /**
   * What starts it may name it: the application itself, its command line, and the demo's set-up.
   */
  @Test
  void onlyWhatStartsTheSandboxKnowsIt() {
    noClasses()
        .that(
            resideOutsideOfPackages(
                "dev.lockstep",
                "dev.lockstep.cli..",
                "dev.lockstep.launch..",
                "dev.lockstep.embedded..",
                "dev.lockstep.sandbox.."))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.lockstep.sandbox..")
        .check(OURS);
  }

  private static String[] in(String... modules) {
    String[] packages = new String[modules.length];
    for (int i = 0; i < modules.length; i++) {
      packages[i] = "dev.lockstep." + modules[i] + "..";
    }
    return packages;
  }
}
