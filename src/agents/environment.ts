import { failure } from '../basics/failure.ts'
import type { Keychain } from '../basics/keychain.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import type { AgentConfig } from './config.ts'
import type { Kind } from './kind.ts'

export type Variables = Readonly<Record<string, string>>

/** What every agent gets from this device; a name ending in `*` stands for all that begin so. Everything else stays out. */
const HANDED_ON = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'TERM', 'LANG', 'LANGUAGE', 'LC_*', 'TZ', 'TMPDIR', 'XDG_*'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE'],
]

/** Without these, programs on Windows do not even start. */
const HANDED_ON_WINDOWS = [
  ...[
    'SYSTEMROOT',
    'SYSTEMDRIVE',
    'WINDIR',
    'COMSPEC',
    'PATHEXT',
    'TEMP',
    'TMP',
    'USERPROFILE',
    'USERNAME',
    'USERDOMAIN',
    'HOMEDRIVE',
    'HOMEPATH',
  ],
  ...[
    'APPDATA',
    'LOCALAPPDATA',
    'PROGRAMDATA',
    'PROGRAMFILES*',
    'COMMONPROGRAMFILES*',
    'NUMBER_OF_PROCESSORS',
    'PROCESSOR_ARCHITECTURE',
    'OS',
  ],
]

const EVERYWHERE = [...HANDED_ON.filter((name) => !name.endsWith('_PROXY')), ...HANDED_ON_WINDOWS]

/** A service that is not the vendor's own bills by itself, so its key is no surprise. */
const OWN_SERVICE = ['ANTHROPIC_BASE_URL', 'OPENAI_BASE_URL', 'GOOGLE_GEMINI_BASE_URL']

export interface Device {
  readonly platform: 'linux' | 'darwin' | 'win32'
  /** The environment Forge itself runs in. */
  readonly env: Variables
  /** The variables of `env_file`, for filling `${NAME}` only. */
  readonly fileEnv: Variables
  /** Where `${NAME}` is looked for last; absent where this face has no such place. */
  readonly keychain?: Keychain
}

/**
 * The environment of one agent: an allow-list of this device's, its vendor's variables, the CLI's switches, then the config's `env`.
 * Fails with `bad-config` where a `${NAME}` cannot be filled.
 */
export function environmentOf(name: string, kind: Kind, config: AgentConfig, switches: Variables, device: Device): Result<Variables> {
  const own = fill(name, config.env, device)
  if (!own.ok) return own
  const wanted = [...HANDED_ON, ...(device.platform === 'win32' ? HANDED_ON_WINDOWS : []), ...kind.variables]
  const handed = Object.entries(device.env).filter(
    ([key]) => wanted.some((pattern) => matches(key, pattern)) && !(key.toUpperCase() in switches) && !isBilled(key, kind, config, device),
  )
  return ok({ ...Object.fromEntries(handed), ...switches, ...own.value })
}

function matches(key: string, pattern: string): boolean {
  const upper = key.toUpperCase()
  return pattern.endsWith('*') ? upper.startsWith(pattern.slice(0, -1)) : upper === pattern
}

function isBilled(key: string, kind: Kind, config: AgentConfig, device: Device): boolean {
  const own = OWN_SERVICE.filter((url) => kind.variables.some((pattern) => matches(url, pattern)))
  const elsewhere = own.some((url) => url in device.env || url in config.env)
  return config.pays === 'plan' && !elsewhere && kind.keys.includes(key)
}

/**
 * What the `${NAME}`s of an agent's `env` stand for: nobody writes them so but to keep them out of the config. What every program is
 * told, such as the home folder, is no secret: it stands in every path.
 */
export function filledIn(config: AgentConfig, device: Device): readonly string[] {
  const names = variablesIn(config.env)
  return names.filter((name) => !EVERYWHERE.some((pattern) => matches(name, pattern))).flatMap((name) => valueOf(name, device) ?? [])
}

function fill(name: string, env: Variables, device: Device): Result<Variables> {
  const filled: Record<string, string> = {}
  for (const [key, text] of Object.entries(env)) {
    const missing = namesIn(text).find((variable) => valueOf(variable, device) === undefined)
    if (missing !== undefined) return failed(notSet(name, key, missing, device.keychain))
    filled[key] = text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_whole, variable: string) => valueOf(variable, device) ?? '')
  }
  return ok(filled)
}

/** The variables that an agent's `env` asks for, each once. */
export function variablesIn(env: Variables): readonly string[] {
  return [...new Set(Object.values(env).flatMap(namesIn))]
}

function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g)].map((match) => match[1] ?? '')
}

function valueOf(variable: string, device: Device): string | undefined {
  return device.env[variable] ?? device.fileEnv[variable] ?? device.keychain?.read(variable) ?? undefined
}

function notSet(name: string, key: string, missing: string, keychain: Keychain | undefined): ReturnType<typeof failure> {
  const places = ['in this environment', 'in env_file', ...(keychain === undefined ? [] : [keychain.placeOf(missing)])]
  return failure(
    'bad-config',
    `The agent ${name} cannot be given its environment.`,
    `Its ${key} asks for \${${missing}}, which is set neither ${places.join(' nor ')}.`,
    keychain?.adviceOn(missing, name) ?? `Set ${missing}, or change env of ${name} in the device config.`,
  )
}
