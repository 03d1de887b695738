import { failed, ok, type Result } from '../basics/result.ts'
import { entriesOf, indented, itemsOf, type Entry } from './card-lines.ts'
import { fenced, inline, plain, unfence } from './neutral.ts'

/** How one value of a record stands in a note, under its label. */
export interface Field<T> {
  readonly label: string
  /** What follows `- **Label:**`; null leaves the whole entry out. */
  readonly write: (value: T) => string | null
  /** `entry` is null where the label is missing. Error: what is wrong, without the label. */
  readonly read: (entry: Entry | null) => Result<T, string>
}

/** A typed record as a labelled list that people read. `parse(render(x))` gives `x`. */
export interface Card<T> {
  /** No trailing line break. */
  render(value: T): string
  /** Unknown lines are ignored. Error: the field that is missing or wrong. */
  parse(markdown: string): Result<T, string>
}

export function card<T>(fields: { readonly [K in keyof T]: Field<T[K]> }): Card<T> {
  const names = Object.keys(fields) as (keyof T)[]
  return {
    render: (value) => names.flatMap((name) => renderField(fields[name], value[name]) ?? []).join('\n'),
    parse: (markdown) => {
      const entries = entriesOf(markdown)
      const record: Partial<T> = {}
      for (const name of names) {
        const field = fields[name]
        const read = field.read(entries.get(field.label) ?? null)
        if (!read.ok) return failed(`${field.label}: ${read.error}`)
        record[name] = read.value
      }
      return ok(record as T)
    },
  }
}

export function text(label: string): Field<string> {
  return { label, write: (value) => ` ${inline(value)}`, read: required((entry) => ok(plain(entry.value))) }
}

/** A null is left out. */
export function optionalText(label: string): Field<string | null> {
  return { label, write: (value) => (value === null ? null : ` ${inline(value)}`), read: (entry) => ok(entry && plain(entry.value)) }
}

export function num(label: string): Field<number> {
  return { label, write: (value) => ` ${numberText(value)}`, read: required((entry) => readNumber(entry.value)) }
}

/** A null shows as a dash. */
export function optionalNum(label: string): Field<number | null> {
  return {
    label,
    write: (value) => (value === null ? ` ${DASH}` : ` ${numberText(value)}`),
    read: (entry) => (entry === null || entry.value === DASH || entry.value === '' ? ok(null) : readNumber(entry.value)),
  }
}

/** yes or no. */
export function flag(label: string): Field<boolean> {
  const read = required((entry) => {
    const word = entry.value.toLowerCase()
    return word === 'yes' || word === 'no' ? ok(word === 'yes') : failed('it must be yes or no.')
  })
  return { label, write: (value) => (value ? ' yes' : ' no'), read }
}

export function choice<T extends string>(label: string, values: readonly T[]): Field<T> {
  const read = required((entry) => {
    const found = values.find((value) => value === plain(entry.value))
    return found === undefined ? failed(`it must be one of ${values.join(', ')}.`) : ok(found)
  })
  return { label, write: (value) => ` ${inline(value)}`, read }
}

/** A nested list. */
export function texts(label: string): Field<readonly string[]> {
  const write = (values: readonly string[]) => (values.length === 0 ? ` ${NONE}` : values.map((value) => `\n  - ${inline(value)}`).join(''))
  return { label, write, read: required((entry) => ok(itemsOf(entry.below).map((item) => plain(item.value)))) }
}

/** A quote or an output, verbatim, as a fenced block under the label. */
export function code(label: string): Field<string> {
  const read = required((entry) => {
    const found = unfence(entry.below)
    return found === null ? failed('its fenced block is missing.') : ok(found)
  })
  return { label, write: (value) => `\n${indented(fenced(value))}`, read }
}

export function record<T>(label: string, inner: Card<T>): Field<T> {
  const write = (value: T) => `\n${indented(inner.render(value))}`
  return { label, write, read: required((entry) => inner.parse(entry.below)) }
}

/** Numbered items, each with its own labelled list. */
export function records<T>(label: string, inner: Card<T>): Field<readonly T[]> {
  const write = (values: readonly T[]) => {
    const items = values.map((value, at) => `\n${indented(`- **${String(at + 1)}**\n${indented(inner.render(value))}`)}`)
    return items.length === 0 ? ` ${NONE}` : items.join('')
  }
  return { label, write, read: required((entry) => readAll(inner, entry.below)) }
}

function readAll<T>(inner: Card<T>, below: string): Result<readonly T[], string> {
  const values: T[] = []
  for (const item of itemsOf(below)) {
    const read = inner.parse(item.below)
    if (!read.ok) return failed(`${String(values.length + 1)}: ${read.error}`)
    values.push(read.value)
  }
  return ok(values)
}

const DASH = '–'
const NONE = 'none'

function renderField<V>(field: Field<V>, value: V): string | null {
  const written = field.write(value)
  return written === null ? null : `- **${field.label}:**${written}`.trimEnd()
}

function required<T>(read: (entry: Entry) => Result<T, string>): (entry: Entry | null) => Result<T, string> {
  return (entry) => (entry === null ? failed('it is missing.') : read(entry))
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function readNumber(source: string): Result<number, string> {
  const value = source === '' ? Number.NaN : Number(plain(source))
  return Number.isFinite(value) ? ok(value) : failed('it must be a number.')
}
