import type { Variables } from './environment.ts'

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL/i
/** A shorter value is too likely to be part of something else. */
const MIN_SECRET_CHARS = 8
const SHOWN = '•••'

/**
 * Replaces the secrets of an environment wherever they turn up: as they are, and as they look inside JSON. `more`: values that are
 * secret whatever the variable is called in which they stand.
 */
export function maskOf(env: Variables, more: readonly string[] = []): (text: string) => string {
  const named = Object.entries(env).flatMap(([name, value]) => (isSecret(name, value) ? [value] : []))
  const values = [...named, ...more.filter((value) => value.length >= MIN_SECRET_CHARS)]
  const secrets = [...new Set(values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]))].sort((a, b) => b.length - a.length)
  return (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, SHOWN), text)
}

function isSecret(name: string, value: string): boolean {
  return SECRET_NAME.test(name) && value.length >= MIN_SECRET_CHARS
}
