package org.glissade.math;

import java.util.Properties;

/**
 * Whether kernels may use the vector units of the processor, through the module {@code
 * jdk.incubator.vector}.
 *
 * <p>Each SIMD kernel has a plain twin, which works everywhere. The JVM resolves the module only
 * where it is asked to: by {@code --add-modules jdk.incubator.vector} on its command line, where it
 * prints a warning about incubating modules; or at the first question to this class, without a
 * word, if the program was started with {@code --add-exports
 * java.base/jdk.internal.module=ALL-UNNAMED} or from a jar whose manifest says {@code Add-Exports:
 * java.base/jdk.internal.module}; it is then also made fast. {@code -Dglissade.simd=false} leaves
 * it out.
 */
public final class Simd {
  private static final String MODULE = "jdk.incubator.vector";

  private Simd() {}

  /** Found out once, when first asked: the answer does not change while a program runs. */
  private static final class Answer {
    static final boolean AVAILABLE =
        !"false".equals(System.getProperty("glissade.simd")) && (isThere() || isLoaded());
  }

  /** Whether the Vector module is there, so that kernels that use it are chosen. */
  public static boolean available() {
    return Answer.AVAILABLE;
  }

  private static boolean isThere() {
    try {
      Class.forName(MODULE + ".FloatVector", false, Simd.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** What the JDK does itself for modules that only some programs need, such as those of agents. */
  private static boolean isLoaded() {
    // Checks of bounds cost a third of the speed. Whoever loads the module here is its first user,
    // and
    // the kernels check bounds before they start; a value that was set before stays.
    Properties properties = System.getProperties();
    properties.putIfAbsent("jdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK", "0");
    try {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, MODULE);
      return isThere();
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
