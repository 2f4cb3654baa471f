package org.glissade.io.runs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.glissade.io.json.Fields;
import org.glissade.math.Simd;

/**
 * On what a run was computed.
 *
 * @param version of Glissade
 * @param java version of Java
 * @param vm name and version of the virtual machine
 * @param system name, version and architecture of the operating system
 * @param processors how many the process may use
 * @param memory the most that the virtual machine may use for objects, in bytes
 * @param vectors whether kernels may use the vector units
 * @param process number of the process; 0 if it is not known
 */
public record Environment(
    String version,
    String java,
    String vm,
    String system,
    int processors,
    long memory,
    boolean vectors,
    long process) {

  /** This process. */
  public static Environment ofThisProcess(String version) {
    return new Environment(
        version,
        property("java.version"),
        property("java.vm.name") + " " + property("java.vm.version"),
        property("os.name") + " " + property("os.version") + " " + property("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory(),
        Simd.available(),
        ProcessHandle.current().pid());
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("glissade", version);
    json.put("java", java);
    json.put("vm", vm);
    json.put("system", system);
    json.put("processors", processors);
    json.put("memory", memory);
    json.put("vectors", vectors);
    json.put("process", process);
    return json;
  }

  static Environment of(Fields json) {
    return new Environment(
        json.text("glissade"),
        json.text("java"),
        json.text("vm"),
        json.text("system"),
        json.count("processors"),
        json.length("memory"),
        json.truth("vectors"),
        json.has("process") ? json.length("process") : 0);
  }
}
