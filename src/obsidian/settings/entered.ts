/** What was chosen, and a text whose field was left, is written soon. */
const WRITE_AFTER_MS = 100

type TextField = HTMLInputElement | HTMLTextAreaElement

/**
 * What was entered in the settings and is not written yet. A text waits until its field is left or Enter is pressed: half of a number
 * is a number too.
 */
export class Entered {
  private readonly values = new Map<string, unknown>()
  /** The field that a text is typed in. */
  private readonly fields = new Map<string, TextField>()
  private timer: number | null = null

  /** `write`: writes what `settled` gives. */
  constructor(private readonly write: () => void) {}

  has(key: string): boolean {
    return this.values.has(key)
  }

  get(key: string): unknown {
    return this.values.get(key)
  }

  put(key: string, value: unknown): void {
    this.values.set(key, value)
    const field = this.fields.get(key) ?? fieldWith(value)
    if (field === null || activeDocument.activeElement !== field) return this.writeSoon()
    // A text whose check took long may have been taken for that of the field which came next.
    for (const [other, at] of this.fields) if (at === field) this.fields.delete(other)
    this.fields.set(key, field)
    field.addEventListener('blur', this.writeSoon)
    if (field.instanceOf(HTMLInputElement)) field.addEventListener('keydown', this.writeOnEnter)
  }

  /** What may be written now. A text that was typed on, and is not valid any more, is none. */
  settled(): readonly (readonly [key: string, value: unknown])[] {
    this.rest()
    for (const [key, field] of this.fields) if (!holds(field, this.values.get(key))) this.values.delete(key)
    this.fields.clear()
    return [...this.values]
  }

  /** What has been written, unless it was changed since. */
  forget(written: readonly (readonly [key: string, value: unknown])[]): void {
    for (const [key, value] of written) if (this.values.get(key) === value) this.values.delete(key)
  }

  private rest(): void {
    if (this.timer !== null) window.clearTimeout(this.timer)
    this.timer = null
  }

  private readonly writeSoon = (): void => {
    this.rest()
    this.timer = window.setTimeout(this.write, WRITE_AFTER_MS)
  }

  private readonly writeOnEnter = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') this.writeSoon()
  }
}

/** The field that is typed in, where it holds this text. */
function fieldWith(value: unknown): TextField | null {
  const { activeElement } = activeDocument
  const isField = activeElement?.instanceOf(HTMLInputElement) === true || activeElement?.instanceOf(HTMLTextAreaElement) === true
  return isField && holds(activeElement, value) ? activeElement : null
}

function holds(field: TextField, value: unknown): boolean {
  return typeof value === 'string' && field.value.trim() === value.trim()
}
