import type { Variables } from './environment.ts'

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|COOKIE|HEADER|AUTH(?!OR(?!IZ))/i
/** A shorter value is too likely to be part of something else. */
const MIN_SECRET_CHARS = 8
/** A part of a value must be longer than a whole one, for it may be a common word. */
const MIN_PART_CHARS = 16
const SHOWN = '•••'

/**
 * Replaces the secrets of an environment wherever they turn up: as they are, as they look inside JSON and in an address, and each line
 * of one that has several. `more`: values that are secret whatever the variable is called in which they stand.
 */
export function maskOf(env: Variables, more: readonly string[] = []): (text: string) => string {
  const named = Object.entries(env).flatMap(([name, value]) => (isSecret(name, value) ? [value] : []))
  const values = [...named, ...more.filter((value) => value.length >= MIN_SECRET_CHARS)]
  const parts = [...values.flatMap(partsOf), ...Object.values(env).flatMap(loginsOf)]
  const secrets = [...new Set([...values, ...parts].flatMap(formsOf))].sort((a, b) => b.length - a.length)
  return (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, SHOWN), text)
}

function isSecret(name: string, value: string): boolean {
  return SECRET_NAME.test(name) && value.length >= MIN_SECRET_CHARS
}

/** The lines of a key, and what stands behind the name of a header. */
function partsOf(value: string): readonly string[] {
  const lines = value.split(/\r?\n/)
  const behind = lines.flatMap((line) => /^[\w-]+:\s*(?:\w+\s+)?(\S.*)$/.exec(line)?.[1] ?? [])
  return [...lines, ...behind].filter((part) => part.length >= MIN_PART_CHARS)
}

/** The login in an address, such as that of a proxy: a token, or a name and a password, which may hold an `@` itself. */
function loginsOf(value: string): readonly string[] {
  return [...value.matchAll(/\/\/([^/\s]+)@/g)].flatMap(([, login = '']) => {
    const password = login.slice(login.indexOf(':') + 1)
    return [`${login}@`, ...(password.length >= MIN_SECRET_CHARS ? [password] : [])]
  })
}

function formsOf(value: string): readonly string[] {
  return [value, JSON.stringify(value).slice(1, -1), inAddress(value)]
}

function inAddress(value: string): string {
  try {
    return encodeURIComponent(value)
  } catch {
    // Half a character has no form there.
    return value
  }
}
