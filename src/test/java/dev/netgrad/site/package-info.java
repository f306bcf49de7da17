/**
 * The pages under {@code src/site/markdown} say what is true: what they show is run, compared with what is generated,
 * or itself generated.
 */
package dev.netgrad.site;
