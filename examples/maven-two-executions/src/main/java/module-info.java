/** A named module of one's own; generated code finds the module of the Vector API itself, if Java runs with it. */
module example.networks {
  requires dev.netgrad;
}
