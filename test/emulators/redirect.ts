/**
 * Leads a process's connections to stand-ins by host name, under whatever HTTP client, and refuses all others but
 * those to this machine. Loaded ahead of a program with `--import`, it takes the ports from EMULATED_HOSTS.
 */
import { Socket } from 'node:net';

interface Target {
  host?: string;
  /** Of a socket in the file system. */
  path?: string | null;
}

/** @param ports the local port of each host name; returns what undoes it */
export function redirectConnections(ports: Readonly<Record<string, number>>): () => void {
  const prototype = Socket.prototype as { connect: (...parameters: unknown[]) => unknown };
  const original = prototype.connect;
  prototype.connect = function (this: Socket, ...parameters) {
    // Node's own modules hand over one list of [options, callback], everybody else the options or a port and a host.
    const list = Array.isArray(parameters[0]) ? (parameters[0] as unknown[]) : parameters;
    if (typeof list[1] === 'string') list.splice(0, 2, { port: list[0], host: list[1] });
    const options: Target = typeof list[0] === 'object' ? { ...list[0] } : {};
    const { host = 'localhost', path } = options;
    if (!path && !['localhost', '127.0.0.1', '::1'].includes(host)) {
      list[0] = Object.hasOwn(ports, host)
        ? { ...options, host: '127.0.0.1', port: ports[host] }
        : { ...options, host: 'refused.invalid', lookup: notFound(host) };
    }
    return Reflect.apply(original, this, parameters);
  };
  return () => {
    prototype.connect = original;
  };
}

/** A look-up that fails as that of an unknown host does. */
const notFound = (host: string) => (_host: string, _options: unknown, done: (error: Error) => void) => {
  const message = `getaddrinfo ENOTFOUND ${host} (only emulated hosts can be reached)`;
  done(Object.assign(new Error(message), { code: 'ENOTFOUND', hostname: host }));
};

if (process.env['EMULATED_HOSTS']) {
  redirectConnections(JSON.parse(process.env['EMULATED_HOSTS']) as Record<string, number>);
}
