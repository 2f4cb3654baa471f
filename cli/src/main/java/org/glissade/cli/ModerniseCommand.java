package org.glissade.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Gives the classes of old libraries the form of Java 8, for the launcher: classes without stack
 * maps, of Java 5 as picocli's, are left out of the cache for a quick start, and verified by a slow
 * way whenever they are loaded. What the classes do stays the same.
 */
@Command(
    name = "modernise",
    hidden = true,
    description = "Rewrites libraries so that the start-up cache takes them.")
final class ModerniseCommand implements Callable<Integer> {
  /** The class file version of Java 8: stack maps are a must, and any JVM can cache it. */
  private static final int JAVA_8 = 52;

  @Parameters(index = "0", paramLabel = "FOLDER", description = "Of the libraries.")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    for (Path jar : jars) {
      if (isOld(jar)) {
        rewrite(jar);
      }
    }
    return ExitCode.DONE;
  }

  private static boolean isOld(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (isOld(jar, entry)) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean isOld(JarFile jar, JarEntry entry) throws IOException {
    if (!entry.getName().endsWith(".class")) {
      return false;
    }
    byte[] head;
    try (var in = jar.getInputStream(entry)) {
      head = in.readNBytes(8);
    }
    return head.length == 8 && (((head[6] & 0xFF) << 8) | (head[7] & 0xFF)) < JAVA_8;
  }

  /** Writes the jar anew beside itself, then takes its place: a JVM that runs keeps the old one. */
  private static void rewrite(Path path) throws IOException {
    Path fresh = path.resolveSibling("." + path.getFileName() + ".unfinished");
    try (JarFile jar = new JarFile(path.toFile());
        URLClassLoader loader = new URLClassLoader(new URL[] {path.toUri().toURL()});
        OutputStream out = Files.newOutputStream(fresh);
        JarOutputStream zip = new JarOutputStream(out)) {
      ClassFile format =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(loader)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      for (JarEntry entry : Collections.list(jar.entries())) {
        boolean old = isOld(jar, entry);
        byte[] bytes;
        try (var in = jar.getInputStream(entry)) {
          bytes = in.readAllBytes();
        }
        JarEntry copy = new JarEntry(entry.getName());
        copy.setTime(entry.getTime());
        zip.putNextEntry(copy);
        zip.write(old ? modern(format, bytes) : bytes);
        zip.closeEntry();
      }
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] modern(ClassFile format, byte[] bytes) {
    ClassModel old = format.parse(bytes);
    MethodTransform anew = MethodTransform.transformingCode(CodeTransform.ACCEPT_ALL);
    return format.build(
        old.thisClass().asSymbol(),
        builder -> {
          for (var element : old) {
            switch (element) {
              case ClassFileVersion version -> builder.withVersion(JAVA_8, 0);
              case MethodModel method -> builder.transformMethod(method, anew);
              default -> builder.with(element);
            }
          }
        });
  }
}
