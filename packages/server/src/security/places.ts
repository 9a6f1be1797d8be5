/** Under which addresses browsers reach the server. */
export interface Places {
  /** Whether a request may name this host. */
  isHost(host: string): boolean;
  /** Whether a page of this origin is the server's own, for a request to this host. */
  isOwn(origin: string, host: string): boolean;
}

/** @param origins `https://ward.example`, `http://127.0.0.1:8080`: scheme, name, and the port where it is not the usual one */
export function openPlaces(origins: () => readonly string[]): Places {
  const hosts = () => origins().map((origin) => new URL(origin).host);
  return {
    isHost: (host) => hosts().includes(host),
    isOwn: (origin, host) => origins().includes(origin) && new URL(origin).host === host,
  };
}
