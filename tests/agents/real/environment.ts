import { BIN } from './clis.ts'

/** The key that the CLIs are given, which nobody may ever read. */
export const CANARY = 'canary-0123456789-of-the-suite'

const LOCAL = '127.0.0.1,localhost'

/** All that Forge and the CLIs know of this machine: a home of their own, and a proxy as the one way out. */
export function environmentIn(home: string, proxy: string): Readonly<Record<string, string>> {
  const proxies = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy, NO_PROXY: LOCAL, no_proxy: LOCAL }
  return { PATH: [BIN, '/usr/local/bin', '/usr/bin', '/bin'].join(':'), HOME: home, LANG: 'C.UTF-8', TERM: 'dumb', CANARY, ...proxies }
}
