/**
 * Networks as papers draw them.
 *
 * <p>Comes in: a {@link dev.netgrad.tensor.Network} or its {@link dev.netgrad.highway.Highway}. Goes out: a
 * {@link dev.netgrad.ask.draw.Drawing}, figures of boxes and arrows, one for the network and one for each block,
 * however often it is used; as SVG with a layout of its own ({@link dev.netgrad.ask.draw.Svg}), or as text for Graphviz
 * and Mermaid ({@link dev.netgrad.ask.draw.GraphText}). A box is a layer of the source; what it is made of is left out.
 *
 * <p>Most of a network is a chain. The layout draws the longest chain as one column; what leaves it and comes back,
 * such as a skip, is drawn as an arc beside it, the wider the more it passes, and what else there is stands to the
 * right. The skip path of a {@link dev.netgrad.ask.draw.Bus} is a straight line.
 */
package dev.netgrad.ask.draw;
