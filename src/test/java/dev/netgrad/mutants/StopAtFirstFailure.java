package dev.netgrad.mutants;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets no test begin after one has failed. Registered as a service, which the worker alone asks for. */
public final class StopAtFirstFailure implements ExecutionCondition {
  static volatile boolean failed;

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return failed ? ConditionEvaluationResult.disabled("a test has failed") : ConditionEvaluationResult.enabled("");
  }
}
