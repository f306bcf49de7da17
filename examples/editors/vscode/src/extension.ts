import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

/** How netgrad is started, as the settings say. */
function command(): string[] {
  return vscode.workspace.getConfiguration('netgrad').get<string[]>('command', ['netgrad']);
}

/** Arguments for each folder or jar of the import path. */
function importPath(): string[] {
  return vscode.workspace.getConfiguration('netgrad').get<string[]>('importPath', [])
    .flatMap(entry => ['--import-path', entry]);
}

/** A check of one file, with its messages among the problems. */
function check(file: string, definition: vscode.TaskDefinition): vscode.Task {
  const [program, ...first] = command();
  return new vscode.Task(definition, vscode.TaskScope.Workspace, `check ${vscode.workspace.asRelativePath(file)}`,
    'netgrad', new vscode.ProcessExecution(program, [...first, 'check', ...importPath(), file]), '$netgrad');
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const [program, ...first] = command();
  client = new LanguageClient('netgrad', 'netgrad', { command: program, args: [...first, 'lsp', ...importPath()] }, {
    documentSelector: [{ language: 'netgrad' }],
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher('**/*.net') },
  });
  context.subscriptions.push(vscode.tasks.registerTaskProvider('netgrad', {
    provideTasks: () => vscode.window.activeTextEditor?.document.languageId === 'netgrad'
      ? [check(vscode.window.activeTextEditor.document.fileName, { type: 'netgrad', file: '${file}' })] : [],
    resolveTask: task => check(task.definition.file, task.definition),
  }));
  await client.start();
}

export function deactivate(): Promise<void> | undefined {
  return client?.stop();
}
