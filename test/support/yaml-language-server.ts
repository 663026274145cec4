import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from "vscode-jsonrpc/node";

const server = join(__dirname, "../../node_modules/yaml-language-server/bin/yaml-language-server");

interface Diagnostics {
  readonly uri: string;
  readonly diagnostics: readonly { readonly message: string; readonly severity: number }[];
}

/** The language server that editors run for YAML, as they run it: it finds schemas by each file's first line. */
export class YamlLanguageServer {
  private opened = 0;
  private readonly waiting = new Map<string, (messages: readonly string[]) => void>();

  static async start(): Promise<YamlLanguageServer> {
    const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const started = new YamlLanguageServer(child, connection);
    await connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
    await connection.sendNotification("initialized", {});
    await connection.sendNotification("workspace/didChangeConfiguration", {
      settings: { yaml: { validate: true, schemaStore: { enable: false }, yamlVersion: "1.2" } },
    });
    return started;
  }

  private constructor(
    private readonly child: ChildProcess,
    private readonly connection: MessageConnection,
  ) {
    connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }: Diagnostics) => {
      this.waiting.get(uri)?.(diagnostics.map(({ message }) => message));
    });
    // It asks for settings of each file; what it was told above counts.
    connection.onRequest("workspace/configuration", ({ items }: { items: readonly unknown[] }) =>
      items.map(() => null),
    );
    connection.onRequest("client/registerCapability", () => null);
    connection.listen();
  }

  /** What an editor would underline in a text that stands in a file in this folder. */
  async check(folder: string, text: string): Promise<readonly string[]> {
    // Closing a file publishes once more: a name is used only once.
    const uri = pathToFileURL(join(folder, `file-${this.opened++}.yaml`)).href;
    const answer = new Promise<readonly string[]>((resolve) => this.waiting.set(uri, resolve));
    await this.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "yaml", version: 1, text },
    });
    const messages = await answer;
    this.waiting.delete(uri);
    await this.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
    return messages;
  }

  stop(): void {
    this.connection.dispose();
    this.child.kill();
  }
}
