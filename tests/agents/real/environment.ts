import { BIN, type Cli } from './clis.ts'

/** The key that the CLIs are given, which nobody may ever read. */
export const CANARY = 'canary-0123456789-of-the-suite'

const LOCAL = '127.0.0.1,localhost'

/** All that Forge and the CLIs know of this machine: a home of their own, and a proxy as the one way out. */
export function environmentIn(home: string, proxy: string): Readonly<Record<string, string>> {
  const proxies = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy, NO_PROXY: LOCAL, no_proxy: LOCAL }
  return {
    PATH: [BIN, '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    CANARY_KEY: CANARY,
    ...proxies,
  }
}

/** As the person's own environment would hold it, where the device config says nothing but the kind. */
export function loginOf(cli: Cli, home: string, url: string): Readonly<Record<string, string>> {
  const login = Object.entries(cli.setUp(home, url)).map(([name, value]) => [name, value.replace('${CANARY_KEY}', CANARY)] as const)
  const models: Readonly<Record<string, string>> = cli.model === null ? {} : { ANTHROPIC_MODEL: cli.model, GEMINI_MODEL: cli.model }
  return { ...models, ...Object.fromEntries(login) }
}
