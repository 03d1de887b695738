import { fromBase64 } from '../../wire.ts'

/** As much of Node's `Buffer` as programs for Obsidian's renderer use: bytes that can be made from text, joined and read as text. */
export class PageBuffer extends Uint8Array {
  /** A copy with a buffer's methods. */
  static over(bytes: Uint8Array): PageBuffer {
    const made = new PageBuffer(bytes.length)
    made.set(bytes)
    return made
  }

  static override from(source: unknown, encoding?: unknown): PageBuffer {
    if (typeof source !== 'string') return new PageBuffer(bytesOf(source))
    if (encoding === 'base64') return PageBuffer.over(fromBase64(source))
    if (encoding === 'hex') return new PageBuffer((source.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)))
    return PageBuffer.over(new TextEncoder().encode(source))
  }

  static alloc(size: number): PageBuffer {
    return new PageBuffer(size)
  }

  static isBuffer(value: unknown): value is PageBuffer {
    return value instanceof PageBuffer
  }

  static byteLength(text: string): number {
    return new TextEncoder().encode(text).length
  }

  static concat(parts: readonly Uint8Array[]): PageBuffer {
    const whole = new PageBuffer(parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }

  override toString(encoding = 'utf8'): string {
    if (encoding === 'hex') return [...this].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    if (encoding === 'base64') return btoa(String.fromCharCode(...this))
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this)
  }

  equals(other: Uint8Array): boolean {
    return this.length === other.length && this.every((byte, at) => byte === other[at])
  }
}

function bytesOf(source: unknown): ArrayLike<number> {
  if (source instanceof ArrayBuffer) return new Uint8Array(source)
  if (source instanceof Uint8Array || Array.isArray(source)) return source
  throw new TypeError('A buffer is made from text or bytes.')
}
