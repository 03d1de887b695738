/** What Forge puts into frontmatter: flat, and one line each. */
export type KeyValue = string | number | boolean | null | readonly string[]

const WORDS_WITH_A_MEANING = /^(?:null|true|false|yes|no|on|off|y|n|~)$/i
const NUMBER = /^[-+]?(?:0x[\da-f]+|0o[0-7]+|0b[01]+|[\d_]+(?:\.[\d_]*)?(?:e[-+]?\d+)?)$/i
const PLAIN = /^[\p{L}\p{N}][^\p{C}\u2028\u2029]*$/u
const BREAKS_A_PLAIN_SCALAR = /: |:$| #| $|^\d+:/
const BREAKS_A_FLOW_ITEM = /[,[\]{}]/
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff]/g

/** The value as YAML on one line; an empty text for null. */
export function yamlValue(value: KeyValue): string {
  if (value === null) return ''
  if (typeof value === 'string') return isPlain(value) ? value : quoted(value)
  if (typeof value === 'object') return `[${value.map(flowItem).join(', ')}]`
  return String(value)
}

/** A string in double quotes. */
export function quoted(value: string): string {
  return JSON.stringify(value).replace(UNPRINTABLE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A string as an item of a block list. */
export function blockItem(value: string): string {
  return isPlain(value) ? value : quoted(value)
}

/** `key: value`, without a line break. */
export function yamlLine(key: string, value: KeyValue): string {
  const text = yamlValue(value)
  const name = isPlain(key) ? key : quoted(key)
  return text === '' ? `${name}:` : `${name}: ${text}`
}

function flowItem(value: string): string {
  return isPlain(value) && !BREAKS_A_FLOW_ITEM.test(value) ? value : quoted(value)
}

function isPlain(value: string): boolean {
  return PLAIN.test(value) && !BREAKS_A_PLAIN_SCALAR.test(value) && !WORDS_WITH_A_MEANING.test(value) && !NUMBER.test(value)
}
