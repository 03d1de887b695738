import type { Variables } from './environment.ts'

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL/i
/** A shorter value is too likely to be part of something else. */
const MIN_SECRET_CHARS = 8
const SHOWN = '•••'

/** Replaces the secrets of an environment wherever they turn up: as they are, and as they look inside JSON. */
export function maskOf(env: Variables): (text: string) => string {
  const values = Object.entries(env).flatMap(([name, value]) => (isSecret(name, value) ? [value, JSON.stringify(value).slice(1, -1)] : []))
  const secrets = [...new Set(values)].sort((a, b) => b.length - a.length)
  return (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, SHOWN), text)
}

function isSecret(name: string, value: string): boolean {
  return SECRET_NAME.test(name) && value.length >= MIN_SECRET_CHARS
}
