package dev.netgrad.model.formula;

import dev.netgrad.model.scope.Graph;
import dev.netgrad.model.scope.ScanNames;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What scans read of scans: at points other than their own, what was before. */
final class ScanReads {
  private final Domain domain;
  private final ScanNames scans;

  ScanReads(Domain domain) {
    this.domain = domain;
    this.scans = domain.frame().body().scans();
  }

  /**
   * A read that is proven in bounds.
   *
   * @param access as it is written
   */
  Scalar.Read read(Tensor tensor, List<Index> indices, Ast.Access access) {
    int first = tensor.isPerSample() ? 1 : 0;
    OptionalLong by = indices.size() > first ? scans.shift(tensor, indices.get(first)) : OptionalLong.empty();
    if (by.isPresent() && by.getAsLong() != 0) {
      List<Index> here = new ArrayList<>(indices);
      here.set(first, Index.of(scans.along().orElseThrow()));
      Graph graph = domain.frame().graph();
      return new Scalar.Read(scans.previous(tensor, by.getAsLong(), graph::add, graph::previous), here);
    } else if (scans.isStandIn(tensor)) {
      String name = tensor.name();
      String along = scans.along().map(Object::toString).orElse("t");
      throw domain.frame().fail(Diagnostic.of(Code.SCAN, access.span(), by.isPresent()
          ? "`" + name + "` is not known yet at the point where this reads it"
          : "this does not say by how many points before its own it reads `" + name + "`")
          .and(tensor.origin().place(), "computed here").advice(by.isPresent()
              ? "put its scan above this one, or read the point before: " + name + "[" + along + " - 1, …]"
              : "read a point before: " + name + "[" + along + " - 1, …]"));
    }
    return new Scalar.Read(tensor, indices);
  }
}
