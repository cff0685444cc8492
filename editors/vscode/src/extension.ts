// Starts `trailguard lsp` and passes everything on: what there is to say, the server says.

import { commands, ExtensionContext, window, workspace } from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

function created(): LanguageClient {
  const path = workspace.getConfiguration("trailguard").get<string>("path", "trailguard");
  const server: ServerOptions = { command: path, args: ["lsp"] };
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", pattern: "**/*.{tf,tofu,tfvars}" },
      { scheme: "file", pattern: "**/*.{yaml,yml,json,template}" },
    ],
    initializationOptions: workspace.getConfiguration("trailguard"),
  };
  return new LanguageClient("trailguard", "trailguard", server, options);
}

async function start(): Promise<void> {
  client = created();
  try {
    await client.start();
  } catch (error) {
    void window.showErrorMessage(`trailguard could not be started: ${String(error)}`);
  }
}

export async function activate(context: ExtensionContext): Promise<void> {
  const restart = commands.registerCommand("trailguard.restart", async () => {
    await client?.dispose();
    await start();
  });
  context.subscriptions.push(restart);
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.dispose();
}
