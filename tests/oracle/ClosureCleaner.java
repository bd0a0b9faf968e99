package org.apache.spark.util;

/**
 * Takes the place of Spark's object of this name, whose reader of class files ends at Java 8. Nothing is sent to other machines here, so
 * closures need no cleaning. spark.py copies it to the file name that the compiler asks for.
 */
public final class ClosureCleaner$ {
  public static final ClosureCleaner$ MODULE$ = new ClosureCleaner$();

  public boolean clean$default$2() { return true; }

  public boolean clean$default$3() { return true; }

  public void clean(Object closure, boolean checkSerializable, boolean transitively) {}
}
