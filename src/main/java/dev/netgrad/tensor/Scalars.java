package dev.netgrad.tensor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Walks over and rewrites of scalar expressions and conditions. */
public final class Scalars {
  /** The scalar children of a node; made once, as every walk over expressions asks for them at each. */
  private static final Scalar.Cases<List<Scalar>> CHILDREN = new Scalar.Cases<>(
      constant -> List.of(),
      batchSize -> List.of(),
      position -> List.of(),
      read -> read.elements().stream().<Scalar>map(Index.Element::read).toList(),
      Scalar.Apply::operands,
      Scalars::children);

  private Scalars() {}

  /** The expression with {@code change} applied to each of its scalar children, those inside a condition too. */
  public static Scalar mapChildren(Scalar scalar, UnaryOperator<Scalar> change) {
    return scalar.match(
        constant -> constant,
        batchSize -> batchSize,
        position -> position,
        read -> mapElements(read, change),
        apply -> mapOperands(apply, change),
        select -> new Scalar.Select(
            mapScalars(select.condition(), change), change.apply(select.yes()), change.apply(select.no())));
  }

  /** What tells a place stays an element: a copy of it, or the same elsewhere. */
  private static Scalar.Read mapElements(Scalar.Read read, UnaryOperator<Scalar> change) {
    return read.isByAxes() ? read : new Scalar.Read(read.tensor(), read.indices().stream().<Index>map(index -> index
        .match(quotient -> quotient, e -> new Index.Element((Scalar.Read) change.apply(e.read())))).toList());
  }

  private static Scalar mapOperands(Scalar.Apply apply, UnaryOperator<Scalar> change) {
    List<Scalar> operands = new ArrayList<>(apply.operands().size());
    apply.operands().forEach(operand -> operands.add(change.apply(operand)));
    return new Scalar.Apply(apply.operator(), operands);
  }

  /** The condition with {@code change} applied to each scalar that it compares. */
  public static Condition mapScalars(Condition condition, UnaryOperator<Scalar> change) {
    return mapComparisons(condition,
        c -> new Condition.Compare(c.relation(), change.apply(c.left()), change.apply(c.right())));
  }

  /** The condition with {@code change} applied to each comparison in it. */
  public static Condition mapComparisons(Condition condition, UnaryOperator<Condition.Compare> change) {
    return condition.match(
        bound -> bound,
        divisible -> divisible,
        change::apply,
        all -> new Condition.All(all.conditions().stream().map(c -> mapComparisons(c, change)).toList()),
        any -> new Condition.Any(any.conditions().stream().map(c -> mapComparisons(c, change)).toList()),
        not -> new Condition.Not(mapComparisons(not.condition(), change)));
  }

  /** Rewrites from the leaves up: {@code change} sees each node after its children were rewritten. */
  public static Scalar rewrite(Scalar scalar, UnaryOperator<Scalar> change) {
    return change.apply(mapChildren(scalar, child -> rewrite(child, change)));
  }

  /** Rewrites the scalars of a condition from the leaves up. */
  public static Condition rewrite(Condition condition, UnaryOperator<Scalar> change) {
    return mapScalars(condition, scalar -> rewrite(scalar, change));
  }

  /** Each scalar child, those inside a condition too. */
  static void forEachChild(Scalar scalar, Consumer<Scalar> action) {
    scalar.match(CHILDREN).forEach(action);
  }

  private static List<Scalar> children(Scalar.Select select) {
    List<Scalar> children = new ArrayList<>();
    forEachCompared(select.condition(), children::add);
    children.add(select.yes());
    children.add(select.no());
    return children;
  }

  private static void forEachCompared(Condition condition, Consumer<Scalar> action) {
    condition.act(
        bound -> { },
        divisible -> { },
        compare -> {
          action.accept(compare.left());
          action.accept(compare.right());
        },
        all -> all.conditions().forEach(c -> forEachCompared(c, action)),
        any -> any.conditions().forEach(c -> forEachCompared(c, action)),
        not -> forEachCompared(not.condition(), action));
  }

  /** Every node, parents first, those inside conditions too. */
  public static void forEach(Scalar scalar, Consumer<Scalar> action) {
    action.accept(scalar);
    forEachChild(scalar, child -> forEach(child, action));
  }

  /** Every node of the scalars that a condition compares. */
  public static void forEach(Condition condition, Consumer<Scalar> action) {
    forEachCompared(condition, scalar -> forEach(scalar, action));
  }

  /** The reads of an expression, each once, in the order in which they are written. */
  public static Set<Scalar.Read> reads(Scalar scalar) {
    Set<Scalar.Read> reads = new LinkedHashSet<>();
    forEach(scalar, node -> addRead(node, reads));
    return reads;
  }

  private static void addRead(Scalar node, Set<Scalar.Read> reads) {
    if (node instanceof Scalar.Read read) {
      reads.add(read);
    }
  }

  /** The reads of a formula's guards and body. */
  public static Set<Scalar.Read> reads(Definition.Formula formula) {
    Set<Scalar.Read> reads = new LinkedHashSet<>();
    formula.reduction().guards().forEach(guard -> forEach(guard, node -> addRead(node, reads)));
    forEach(formula.body(), node -> addRead(node, reads));
    return reads;
  }

  /** The tensors that an expression reads, in the order in which they are written. */
  public static Set<Tensor> tensors(Scalar scalar) {
    Set<Tensor> tensors = new LinkedHashSet<>();
    forEach(scalar, node -> addTensor(node, tensors));
    return tensors;
  }

  /** The tensors that a formula's guards and body read. */
  public static Set<Tensor> tensors(Definition.Formula formula) {
    Set<Tensor> tensors = new LinkedHashSet<>();
    formula.reduction().guards().forEach(guard -> forEach(guard, node -> addTensor(node, tensors)));
    forEach(formula.body(), node -> addTensor(node, tensors));
    return tensors;
  }

  private static void addTensor(Scalar node, Set<Tensor> tensors) {
    if (node instanceof Scalar.Read read) {
      tensors.add(read.tensor());
    }
  }

  /** The axes that an expression depends on. */
  public static Set<Axis> axes(Scalar scalar) {
    Set<Axis> axes = new LinkedHashSet<>();
    forEach(scalar, node -> addAxes(node, axes));
    return axes;
  }

  /** The axes of a node, not of its children. */
  public static Set<Axis> ownAxes(Scalar node) {
    Set<Axis> axes = new LinkedHashSet<>();
    addAxes(node, axes);
    return axes;
  }

  private static void addAxes(Scalar node, Set<Axis> axes) {
    node.act(
        constant -> { },
        batchSize -> { },
        position -> axes.addAll(position.affine().terms().keySet()),
        read -> read.indices().stream().filter(Index::isQuotient).forEach(index -> axes.addAll(index.axes())),
        apply -> { },
        select -> constraintAxes(select.condition(), axes));
  }

  /** The axes that a condition depends on. */
  public static Set<Axis> axes(Condition condition) {
    Set<Axis> axes = new LinkedHashSet<>();
    constraintAxes(condition, axes);
    forEach(condition, node -> addAxes(node, axes));
    return axes;
  }

  private static void constraintAxes(Condition condition, Set<Axis> axes) {
    condition.act(
        bound -> axes.addAll(bound.affine().terms().keySet()),
        divisible -> axes.addAll(divisible.affine().terms().keySet()),
        compare -> { },
        all -> all.conditions().forEach(c -> constraintAxes(c, axes)),
        any -> any.conditions().forEach(c -> constraintAxes(c, axes)),
        not -> constraintAxes(not.condition(), axes));
  }

  /** A formula with its reads' tensors replaced. */
  public static Definition.Formula replaceTensors(Definition.Formula formula, Function<Tensor, Tensor> replacement) {
    UnaryOperator<Scalar> change = node -> node instanceof Scalar.Read read
        ? new Scalar.Read(replacement.apply(read.tensor()), read.indices()) : node;
    List<Condition> guards = new ArrayList<>();
    formula.reduction().guards().forEach(guard -> guards.add(rewrite(guard, change)));
    return new Definition.Formula(formula.axes(),
        new Reduction(formula.reduction().kind(), formula.reduction().axes(), guards), rewrite(formula.body(), change));
  }

  /** Whether a read takes exactly the element at {@code axes}, in order. */
  public static boolean isIdentity(Scalar.Read read, List<Axis> axes) {
    if (read.indices().size() != axes.size()) {
      return false;
    }
    for (int i = 0; i < axes.size(); i++) {
      Index index = read.indices().get(i);
      if (!index.isAxis() || index.numerator().axis() != axes.get(i)
          || !read.tensor().shape().get(i).equals(axes.get(i).extent())) {
        return false;
      }
    }
    return true;
  }
}
