package dev.lockstep.testing;

import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.OnlyIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** What a class of tests that runs beside others has to leave to others. */
@AnalyzeClasses(packages = "dev.lockstep", importOptions = OnlyIncludeTests.class)
class LinesTest {

  @ArchTest
  static final ArchRule aSecondApplicationLeavesTheLogAlone =
      noClasses()
          .that()
          .areAnnotatedWith(SecondApplication.class)
          .should(
              dependOnClassesThat(
                  are("CapturedOutput", "OwnOutput", "ListAppender", "Commands", "Typed")));

  @ArchTest
  static final ArchRule whoIsBesideOthersHasNoApplication =
      noClasses()
          .that()
          .areAnnotatedWith(BesideOthers.class)
          .should(
              dependOnClassesThat(
                  are(
                      "RunningLockstep",
                      "Diaries",
                      "Ledgers",
                      "QuickSheets",
                      "CamelSpringBootTest")));

  @ArchTest
  static final ArchRule testsOfOneClassRunAtATimeOnlyWhereItHasNoMark =
      noMethods()
          .that()
          .areAnnotatedWith(ConcurrentTest.class)
          .should()
          .beDeclaredInClassesThat()
          .areAnnotatedWith(SecondApplication.class)
          .orShould()
          .beDeclaredInClassesThat()
          .areAnnotatedWith(BesideOthers.class);

  @ArchTest
  static final ArchRule whatOthersPrintIsReadByNobody =
      noClasses().should(dependOnClassesThat(are("OutputCaptureExtension")));

  private static DescribedPredicate<JavaClass> are(String... names) {
    Set<String> known = Set.of(names);
    return DescribedPredicate.describe(
        "are " + known, type -> known.contains(type.getSimpleName()));
  }
}
