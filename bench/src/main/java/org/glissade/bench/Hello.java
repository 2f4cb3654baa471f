package org.glissade.bench;

/** The shortest program of the JVM: what any start costs. */
final class Hello {
  private Hello() {}

  public static void main(String[] args) {
    System.out.println("Hello");
  }
}
