package org.glissade.checks;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The compiled classes of the modules that ship, and of bench, read from their build folders. */
final class Modules {
  /** The modules, lowest first. */
  static final List<String> NAMES = List.of("core", "io", "lab", "spark", "cli", "bench");

  /** Where JMH puts the classes that it writes around our benchmarks. */
  private static final String GENERATED = "/jmh_generated/";

  private Modules() {}

  /** The classes of one module. */
  static JavaClasses of(String module) {
    return importer().importPath(folder(module));
  }

  /** The classes of all modules. */
  static JavaClasses all() {
    List<Path> folders = NAMES.stream().map(Modules::folder).toList();
    return importer().importPaths(folders);
  }

  private static ClassFileImporter importer() {
    return new ClassFileImporter().withImportOption(location -> !location.contains(GENERATED));
  }

  /** How many class files a module has (package descriptions aside). */
  static long fileCount(String module) throws IOException {
    try (Stream<Path> files = Files.walk(folder(module))) {
      return files
          .filter(file -> !file.toString().contains(GENERATED))
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
          .count();
    }
  }

  /** The room of a class: {@code math} for {@code org.glissade.math.Layout}. */
  static String room(JavaClass type) {
    List<String> parts = List.of(type.getPackageName().split("\\.", -1));
    return parts.size() < 3 ? "" : parts.get(2);
  }

  /** Whether a class belongs to the project. */
  static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith("org.glissade");
  }

  /** The names of classes that use what they may not: {@code from uses to (where)}. */
  static List<String> uses(JavaClasses classes, ForbiddenUse forbidden) {
    List<String> offenders = new ArrayList<>();
    for (JavaClass type : classes) {
      type.getDirectDependenciesFromSelf().stream()
          .filter(
              use ->
                  forbidden.test(use.getOriginClass(), use.getTargetClass().getBaseComponentType()))
          .forEach(use -> offenders.add(use.getDescription()));
    }
    return offenders.stream().distinct().sorted().toList();
  }

  /** A rule about one class that uses another. */
  interface ForbiddenUse {
    boolean test(JavaClass from, JavaClass to);
  }

  private static Path folder(String module) {
    return Sources.root().resolve(module).resolve("target").resolve("classes");
  }
}
