import { jsonIn, parse } from './json-in.ts'
import type { Kind, Said } from './kind.ts'
import { ERROR_LINE, onOneLine, plainText, shortened, splitLines } from './lines.ts'

const LOG_LINE_CHARS = 4_000
const LAST_TOOL_CHARS = 200
/** An answer in more pieces than this is none that anybody asked for. */
const MAX_PIECES = 100_000
/** An agent that floods its output fills neither the memory nor the disk. */
const LOG_CHARS = 2_000_000
const ESC = String.fromCharCode(27)

export type Stream = 'out' | 'err' | 'forge'

/** What was understood of one process so far. */
export interface Heard {
  /** The terminal event came and was good. */
  done: boolean
  /** Something came from its model. */
  spoke: boolean
  /** The last tool that it used, with its target; '' where it used none. */
  lastTool: string
  answer: unknown
  /** The pieces of a text that may turn out to be the answer. */
  pieces: string[]
  conversation: string | null
  model: string | null
  /** What it said went wrong, or null. */
  error: string | null
  /** The error is the last word: nothing after it counts. */
  over: boolean
  /** The last line on stderr, or the last retry. */
  lastWord: string
  cutLines: number
}

export interface Ear {
  readonly heard: Heard
  stdout(text: string): void
  stderr(text: string): void
  /** The last lines, where they had no line end. */
  end(): void
}

export interface Telling {
  /** Hides secrets; applied to every line before anything else sees it. */
  readonly mask: (text: string) => string
  readonly log: (stream: Stream, text: string) => void
  readonly said: (said: Said) => void
}

/** Reads an agent's output line by line. Whatever comes after the terminal event is logged and otherwise ignored. */
export function openEar(kind: Kind, tell: Telling): Ear {
  const heard: Heard = {
    done: false,
    spoke: false,
    lastTool: '',
    answer: undefined,
    pieces: [],
    conversation: null,
    model: null,
    error: null,
    over: false,
    lastWord: '',
    cutLines: 0,
  }
  const log = boundedLog(tell.log)
  const lines = splitLines((raw, cut) => {
    const line = tell.mask(raw)
    log('out', line)
    if (cut > 0) {
      heard.cutLines += 1
      log('forge', `The line above was longer by ${String(cut)} characters and is not read.`)
    } else for (const said of read(kind, line)) hear(heard, said, tell)
  })
  const errors = splitLines((raw) => {
    const line = shortened(plainText(tell.mask(raw)).trim(), LOG_LINE_CHARS)
    log('err', line)
    if (kind.loose?.test(line) === true) tell.said({ type: 'loose', message: line })
    // What follows an error often only says where to read more.
    if (line !== '' && (!ERROR_LINE.test(heard.lastWord) || ERROR_LINE.test(line))) heard.lastWord = line
  }, LOG_LINE_CHARS * 4)
  return {
    heard,
    stdout: lines.add,
    stderr: errors.add,
    end: () => {
      lines.end()
      errors.end()
    },
  }
}

function read(kind: Kind, line: string): readonly Said[] {
  const text = (line.includes(ESC) ? plainText(line) : line).trim()
  if (!text.startsWith('{')) return []
  const value = parse(text)
  return isRecord(value) ? kind.read(value) : []
}

function hear(heard: Heard, said: Said, tell: Telling): void {
  if (heard.done || heard.over) return
  note(heard, said, tell.mask)
  tell.said(said)
}

function note(heard: Heard, said: Said, mask: Telling['mask']): void {
  if (said.type === 'draft' || said.type === 'offer') heard.answer = said.answer
  if (said.type === 'draft-piece' && heard.pieces.length < MAX_PIECES) heard.pieces.push(said.text)
  if (said.type === 'tool') heard.pieces = []
  if (FROM_MODEL.has(said.type)) heard.spoke = true
  if (said.type === 'tool') heard.lastTool = shortened(onOneLine(`${said.name} ${said.detail}`), LAST_TOOL_CHARS)
  if (said.type === 'conversation') heard.conversation = said.id
  if (said.type === 'model' && said.name !== '') heard.model = said.name
  if (said.type === 'retry') heard.lastWord = said.reason
  if (said.type === 'done') {
    heard.done = true
    // A secret may lie across two pieces, neither of which shows it.
    if (heard.pieces.length > 0) heard.answer = jsonIn(mask(heard.pieces.join('')))
  }
  if (said.type === 'error') {
    heard.error = said.message
    heard.over = said.final
  }
}

const FROM_MODEL: ReadonlySet<Said['type']> = new Set(['text', 'thinking', 'tool', 'offer'])

function boundedLog(log: (stream: Stream, text: string) => void): (stream: Stream, text: string) => void {
  let room = LOG_CHARS
  return (stream, text) => {
    if (room <= 0 || text === '') return
    const shown = shortened(plainText(text.slice(0, LOG_LINE_CHARS * 2)), LOG_LINE_CHARS)
    room -= shown.length
    log(stream, shown)
    if (room <= 0) log('forge', 'The rest of its output is left out of the log.')
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
