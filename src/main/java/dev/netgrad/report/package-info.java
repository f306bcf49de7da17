/**
 * Pages: HTML that needs nothing from elsewhere.
 *
 * <p>Comes in: text, and what is HTML already, such as pictures in SVG and formulas in MathML. Goes out: a page that is
 * light or dark as the reader's system is, fits a phone and a desktop, and can be read by keyboard alone. Knows no
 * other package.
 */
package dev.netgrad.report;
