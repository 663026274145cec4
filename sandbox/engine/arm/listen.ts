import { createServer as createPlainServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { UserError } from "../../../domain/problem/problem";
import type { ServerTrust } from "../tls/authority";

/** Where the ARM face listens. */
export interface Listeners {
  /** HTTPS: Azure's clients send tokens over nothing else. */
  readonly url: string;
  /** The same without TLS, for what runs in this process: Node reads what it trusts when it starts. */
  readonly loopbackUrl: string;
  close(): Promise<void>;
}

/** Listens on this machine only. Throws `UserError` if the port is taken. */
export async function listen(handle: RequestListener, trust: ServerTrust, port: number): Promise<Listeners> {
  const tls = createTlsServer({ key: trust.key, cert: trust.cert }, handle);
  const plain = createPlainServer(handle);
  const servers: Server[] = [tls as unknown as Server, plain];
  const close = async () => {
    for (const server of servers) server.closeAllConnections();
    await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  };
  try {
    const [secure, loopback] = [await startOn(tls as unknown as Server, port), await startOn(plain, 0)];
    return { url: `https://localhost:${secure}`, loopbackUrl: `http://127.0.0.1:${loopback}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startOn(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? portInUse(port) : error),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}

function portInUse(port: number): UserError {
  return new UserError([
    {
      code: "MLOPS-SANDBOX-006",
      where: `127.0.0.1:${port}`,
      message: "another program is using this port",
      fix: "choose another one with --port, or leave --port out to take any free one",
    },
  ]);
}
