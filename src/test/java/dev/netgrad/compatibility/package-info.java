/**
 * What was written for an earlier version goes on working: {@code src/site/markdown/compatibility.md} says what, and
 * each folder of {@code src/test/resources/dev/netgrad/compatibility} has a version's sources, weights, calls and
 * signatures. The newest one belongs to the version that is being worked on; it is written with {@code -Drecreate=true}
 * until that is released, and never again.
 */
package dev.netgrad.compatibility;
