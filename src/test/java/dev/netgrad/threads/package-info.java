/**
 * The threads of generated code under attack. {@link dev.netgrad.threads.TeamModelTest} runs the very bytecode of a
 * workspace and its team, rewritten so that {@link dev.netgrad.threads.Scheduler} decides at every access to what
 * threads share who goes on, and tries all decisions up to a number of preemptions.
 * {@link dev.netgrad.threads.RaceTest} runs that of whole networks, rewritten so that
 * {@link dev.netgrad.threads.Recorder} knows who accesses which element between which meetings.
 * {@link dev.netgrad.emit.AttackTest} lets calls die in a Java of their own and looks at what the next ones give.
 */
package dev.netgrad.threads;
