package org.glissade.checks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The map in ARCHITECTURE.md, as rules. Every rule names its offenders. */
class ArchitectureTest {
  /** The rooms of core and what each may use, besides itself. A new room has to be entered here. */
  private static final Map<String, Set<String>> CORE =
      Map.of(
          "spec", Set.of(),
          "math", Set.of("spec"),
          "data", Set.of("spec", "math"),
          "model", Set.of("spec", "math", "data"),
          "optim", Set.of("spec", "math"),
          "train", Set.of("spec", "math", "data", "model", "optim"),
          "diagnose", Set.of("spec", "math", "data", "model", "optim", "train"));

  private static final Pattern UNCLEAR_NAME =
      Pattern.compile("Abstract.*|.*(Impl|Base|Util|Utils|Helper|Helpers|Manager)");

  private static final JavaClasses ALL = Modules.all();
  private static final JavaClasses CORE_CLASSES = Modules.of("core");

  // --- the guard: the rules below have seen the classes --------------------------------------

  @ParameterizedTest
  @CsvSource({"core, 20", "io, 5", "lab, 10", "spark, 10", "cli, 10", "bench, 10"})
  void everyCompiledClassIsSeen(String module, int atLeast) throws IOException {
    JavaClasses seen = Modules.of(module);
    assertThat(seen.size()).isGreaterThanOrEqualTo(atLeast);
    assertThat(seen.stream().filter(type -> !type.getSimpleName().equals("package-info")))
        .hasSize(Math.toIntExact(Modules.fileCount(module)));
  }

  // --- who may use whom ----------------------------------------------------------------------

  @Test
  void everyRoomOfCoreIsOnTheMap() {
    assertThat(CORE_CLASSES.stream().filter(type -> !CORE.containsKey(Modules.room(type))))
        .as("classes in packages that the map does not know")
        .isEmpty();
  }

  @Test
  void roomsOfCoreUseOnlyWhatTheMapAllows() {
    assertThat(
            Modules.uses(
                CORE_CLASSES,
                (from, to) ->
                    Modules.isOurs(to)
                        && !Modules.room(from).equals(Modules.room(to))
                        && !CORE.getOrDefault(Modules.room(from), Set.of())
                            .contains(Modules.room(to))))
        .as("uses against the map")
        .isEmpty();
  }

  @Test
  void coreNeedsNothingButTheJdk() {
    assertThat(
            Modules.uses(
                CORE_CLASSES,
                (from, to) ->
                    !Modules.isOurs(to)
                        && !to.isPrimitive()
                        && !isIn(to, "java", "jdk.incubator.vector", "org.jspecify.annotations")))
        .as("uses of libraries in core")
        .isEmpty();
  }

  @Test
  void modulesUseOnlyModulesBelowThem() {
    assertThat(
            Modules.uses(
                Modules.of("io"),
                (from, to) ->
                    Modules.isOurs(to)
                        && !Modules.room(to).equals("io")
                        && !CORE.containsKey(Modules.room(to))))
        .as("uses of upper modules in io")
        .isEmpty();
    assertThat(
            Modules.uses(
                ALL,
                (from, to) ->
                    isIn(to, "org.glissade.lab")
                        && !isIn(from, "org.glissade.lab", "org.glissade.cli")))
        .as("uses of the lab by others than the command")
        .isEmpty();
    assertThat(
            Modules.uses(
                ALL,
                (from, to) -> isIn(to, "org.glissade.spark") && !isIn(from, "org.glissade.spark")))
        .as("uses of the cluster's workers by others")
        .isEmpty();
    assertThat(
            Modules.uses(
                ALL,
                (from, to) ->
                    Modules.isOurs(to)
                        && isIn(from, "org.glissade.spark.exchange")
                        && !isIn(to, "org.glissade.spark.exchange", "org.glissade.io.encode")))
        .as("rooms that the exchange knows")
        .isEmpty();
    assertThat(
            Modules.uses(
                ALL,
                (from, to) ->
                    Modules.isOurs(to)
                        && isIn(from, "org.glissade.lab.server")
                        && !isIn(
                            to, "org.glissade.lab.server", "org.glissade.io", "org.glissade.spec")))
        .as("rooms of the lab that its server knows")
        .isEmpty();
    assertThat(
            Modules.uses(
                ALL,
                (from, to) ->
                    !Modules.room(from).equals(Modules.room(to))
                        && isIn(
                            to, "org.glissade.cli", "org.glissade.bench", "org.glissade.checks")))
        .as("uses of what nothing may use")
        .isEmpty();
  }

  // --- what is kept in one place -------------------------------------------------------------

  @Test
  void memoryAndVectorsAreTheBusinessOfMath() {
    assertThat(
            Modules.uses(
                ALL,
                (from, to) ->
                    isIn(
                            to,
                            "jdk.incubator.vector",
                            "java.lang.foreign",
                            "sun.misc",
                            "jdk.internal")
                        && !from.getPackageName().startsWith("org.glissade.math")))
        .as("uses of the Vector module, off-heap memory or Unsafe outside org.glissade.math")
        .isEmpty();
  }

  @Test
  void onlyTheCommandsAndTheMeasurementsPrint() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.glissade.cli..", "org.glissade.bench..", "org.glissade.spark.submit..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethodWhere(
            DescribedPredicate.describe(
                "a stack trace is printed", call -> call.getName().equals("printStackTrace")))
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(ALL);
  }

  @Test
  void nothingIsDeserialised() {
    assertThat(
            Modules.uses(
                ALL,
                (from, to) ->
                    to.isEquivalentTo(java.io.ObjectInputStream.class)
                        || to.isEquivalentTo(java.beans.XMLDecoder.class)))
        .as("uses of Java deserialisation")
        .isEmpty();
  }

  @Test
  void theServerOfTheJdkIsTheBusinessOfTheLabsServer() {
    assertThat(
            Modules.uses(
                ALL,
                (from, to) ->
                    isIn(to, "com.sun.net.httpserver") && !isIn(from, "org.glissade.lab.server")))
        .as("uses of the server of the JDK around the gate")
        .isEmpty();
  }

  // --- core depends on nothing ambient -------------------------------------------------------

  @Test
  void timeIsPassedIn() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethodWhere(
            DescribedPredicate.describe(
                "a clock of the system",
                call ->
                    call.getTargetOwner().getPackageName().startsWith("java.time")
                        && call.getName().matches("now|system.*|tick.*")))
        .check(CORE_CLASSES);
  }

  @Test
  void randomnessIsPassedIn() {
    assertThat(
            Modules.uses(
                CORE_CLASSES,
                (from, to) ->
                    to.getPackageName().startsWith("java.util.random")
                        || Set.of(
                                "java.util.Random",
                                "java.util.SplittableRandom",
                                "java.util.UUID",
                                "java.util.concurrent.ThreadLocalRandom",
                                "java.security.SecureRandom")
                            .contains(to.getName())))
        .as("uses of random generators other than RandomStream")
        .isEmpty();
    noClasses()
        .should()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(java.util.Collections.class, "shuffle", List.class)
        .check(CORE_CLASSES);
  }

  @Test
  void theLocaleIsPassedIn() {
    noClasses()
        .should()
        .callMethod(java.util.Locale.class, "getDefault")
        .orShould()
        .callMethod(java.util.Locale.class, "getDefault", java.util.Locale.Category.class)
        .orShould()
        .callMethod(String.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(String.class, "formatted", Object[].class)
        .orShould()
        .callMethod(String.class, "toLowerCase")
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .because("texts must not depend on where the program runs; give Locale.ROOT")
        .check(ALL);
  }

  @Test
  void coreHasNoHiddenState() {
    assertThat(Modules.uses(CORE_CLASSES, (from, to) -> to.isAssignableTo(ThreadLocal.class)))
        .as("uses of ThreadLocal")
        .isEmpty();
    fields()
        .that()
        .areStatic()
        .should()
        .beFinal()
        .because("state lives in TrainingState only")
        .check(CORE_CLASSES);
  }

  // --- names ---------------------------------------------------------------------------------

  @Test
  void typesAreNounsOfTheField() {
    assertThat(
            ALL.stream()
                .filter(type -> UNCLEAR_NAME.matcher(type.getSimpleName()).matches())
                .map(JavaClass::getName))
        .as("classes whose name says nothing")
        .isEmpty();
  }

  private static boolean isIn(JavaClass type, String... packages) {
    for (String name : packages) {
      if ((type.getPackageName() + ".").startsWith(name + ".")) {
        return true;
      }
    }
    return false;
  }
}
