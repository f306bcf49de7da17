/**
 * What the tests of a package notice. Each case of each family's handling in the middle of the compiler is deleted and
 * corrupted, one at a time: the change does not compile, or a unit test of the package fails, or the case survives and
 * the list of survivors says why. The compiler's own tree finds the cases, changed sources are compiled in memory, and
 * the tests run in a JVM of their own, in a class loader that prefers the changed classes.
 */
package dev.netgrad.mutants;
