import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const FIRST_BYTES = 4096

/**
 * The first `bytes` of a file as text; a character cut at the end is left out, bytes that are no UTF-8 show as U+FFFD.
 * Synchronous: for thousands of small files the way through the thread pool costs several times the read. Throws what the system refuses.
 */
export function readHead(file: string, bytes: number): string {
  return decodeWhole(readStart(file, bytes))
}

/** As `readHead`, growing until `enough` says so or the file ends. */
export function readHeadUntil(file: string, enough: (text: string) => boolean): string {
  for (let bytes = FIRST_BYTES; ; bytes *= 8) {
    const start = readStart(file, bytes)
    const text = decodeWhole(start)
    if (start.length < bytes || enough(text)) return text
  }
}

/** The last `bytes` of a file as text; a character cut at the beginning shows as U+FFFD. Throws what the system refuses. */
export function readTail(file: string, bytes: number): string {
  const handle = openSync(file, 'r')
  try {
    const { size } = fstatSync(handle)
    const from = Math.max(0, size - bytes)
    return new TextDecoder().decode(fill(handle, from, size - from))
  } finally {
    closeSync(handle)
  }
}

function decodeWhole(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true })
}

function readStart(file: string, bytes: number): Uint8Array {
  const handle = openSync(file, 'r')
  try {
    return fill(handle, 0, bytes)
  } finally {
    closeSync(handle)
  }
}

function fill(handle: number, from: number, bytes: number): Uint8Array {
  const buffer = new Uint8Array(bytes)
  let filled = 0
  for (;;) {
    const read = readSync(handle, buffer, filled, bytes - filled, from + filled)
    filled += read
    if (read === 0 || filled === bytes) return buffer.subarray(0, filled)
  }
}
