/**
 * The internet as the code under test sees it: real HTTPS under the providers' real names, served by stand-ins on
 * this machine, and nothing else. The certificate is made at run time and trusted only where `env` or `redirect` say so.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createProxy } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates, TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { redirectConnections } from './redirect.ts';

export interface EmulatedNetwork {
  /** For a child process that heeds HTTPS_PROXY, such as n8n. Node's own fetch heeds it with NODE_USE_ENV_PROXY=1. */
  proxyEnv: Record<string, string>;
  /** For a child process that does not, such as a Zapier app: every connection of it is led here, or refused. */
  preloadEnv: Record<string, string>;
  /** The same as `preloadEnv` for this process; the function that comes back undoes it. */
  redirect(): () => void;
  /** Hosts that were asked for through the proxy and are not there. */
  refused: string[];
  close(): Promise<void>;
}

/** @param hosts what serves each host name, such as `{ 'api.sailorhq.io': sailor.listener }` */
export async function createNetwork(
  hosts: Readonly<Record<string, RequestListener>>,
): Promise<EmulatedNetwork> {
  // OpenSSL finds an issuer by its name, so two networks in one process must not share one.
  const { cert, private: key } = await generate(
    [{ name: 'commonName', value: `stand-ins ${randomUUID()}` }],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'subjectAltName', altNames: Object.keys(hosts).map((value) => ({ type: 2, value })) },
      ],
    },
  );
  const folder = await mkdtemp(join(tmpdir(), 'emulated-network-'));
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, cert);

  const server = createTlsServer({ key, cert }, (request, response) => {
    const name = request.socket instanceof TLSSocket ? request.socket.servername : false;
    const host = typeof name === 'string' ? hosts[name] : undefined;
    if (host) host(request, response);
    else response.writeHead(421).end();
  });
  const port = await listen(server);

  const refused: string[] = [];
  const tunnels = new Set<Socket>();
  const proxy = createProxy((request, response) => {
    refused.push(request.url ?? '');
    response.writeHead(403).end();
  });
  proxy.on('connect', (request, client: Socket) => {
    const [host = '', hostPort] = (request.url ?? '').split(':');
    if (!Object.hasOwn(hosts, host) || hostPort !== '443') {
      refused.push(host);
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      tunnels.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        tunnels.delete(socket);
        other.destroy();
      });
    }
  });
  const proxyUrl = `http://127.0.0.1:${await listen(proxy)}`;
  const ports = Object.fromEntries(Object.keys(hosts).map((host) => [host, port]));

  return {
    proxyEnv: {
      NODE_EXTRA_CA_CERTS: caFile,
      ...bothCases({ HTTPS_PROXY: proxyUrl, HTTP_PROXY: proxyUrl, NO_PROXY: '127.0.0.1,localhost' }),
    },
    preloadEnv: {
      NODE_EXTRA_CA_CERTS: caFile,
      NODE_OPTIONS: `--import=${new URL('redirect.ts', import.meta.url).href}`,
      EMULATED_HOSTS: JSON.stringify(ports),
    },
    redirect: () => {
      const trusted = getCACertificates('default');
      setDefaultCACertificates([...trusted, cert]);
      const undo = redirectConnections(ports);
      return () => {
        undo();
        setDefaultCACertificates(trusted);
      };
    },
    refused,
    close: async () => {
      for (const tunnel of tunnels) tunnel.destroy();
      await Promise.all([shut(server), shut(proxy)]);
      await rm(folder, { recursive: true });
    },
  };
}

/** Programs disagree on the letter case of proxy variables, and the one that is left out may be set outside. */
function bothCases(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => [
      [name, value],
      [name.toLowerCase(), value],
    ]),
  );
}

async function listen(server: Pick<Server, 'listen' | 'address'>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function shut(server: Pick<Server, 'close' | 'closeAllConnections'>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
