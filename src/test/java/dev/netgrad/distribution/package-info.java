/** The packaged netgrad, as those meet it who only use it: run by Failsafe, after the phase {@code package}. */
package dev.netgrad.distribution;
