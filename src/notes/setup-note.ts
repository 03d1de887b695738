import { failed, ok, type Result } from '../basics/result.ts'
import { callout, calloutBody } from '../markdown/callouts.ts'
import { readKeys, renderKeys } from '../markdown/frontmatter.ts'
import { inline, plain } from '../markdown/neutral.ts'

/** It lies beside the folders of notes, so that no reader of those meets it. */
export const SETUP_PATH = 'forge/setup.md'
const CATEGORY = 'forge/setup'
const FOUND = 'What was found'
const LATER = 'Worth knowing'

/** One thing to do: what is so, and the next step. */
export interface SetupItem {
  readonly what: string
  readonly next: string
}

/** What a look at the setup came to. Texts are one line each, free of secrets. */
export interface SetupReport {
  /** `YYYY-MM-DD` */
  readonly date: string
  /** What keeps a run from working. */
  readonly toDo: readonly SetupItem[]
  /** What does not, and is worth knowing. */
  readonly advice: readonly SetupItem[]
  readonly found: readonly string[]
}

/** The whole note. */
export function renderSetupNote({ date, toDo, advice, found }: SetupReport): string {
  const keys = renderKeys({ title: 'Forge setup', date, category: CATEGORY })
  const parts = [
    headline(toDo),
    ...(toDo.length === 0 ? [] : [`## To do\n\n${toDo.map((item) => `- [ ] ${written(item)}`).join('\n')}`]),
    ...(advice.length === 0 ? [] : [callout('tip', LATER, advice.map((item) => `- ${written(item)}`).join('\n'))]),
    callout('note', FOUND, found.map((line) => `- ${inline(line)}`).join('\n'), '-'),
  ]
  return `${keys}${parts.join('\n\n')}\n`
}

/** Error: why it is no such note. */
export function parseSetupNote(text: string): Result<SetupReport, string> {
  if (!isSetupNote(text)) return failed(`Its category is not ${CATEGORY}.`)
  const keys = readKeys(text)
  const date = keys.ok ? keys.value['date'] : ''
  const toDo = text.split('\n').flatMap((line) => itemIn(/^- \[.\] (.*)$/.exec(line)?.[1]))
  return ok({
    date: typeof date === 'string' ? date : '',
    toDo,
    advice: bullets(calloutBody(text, LATER)).flatMap((line) => itemIn(line)),
    found: bullets(calloutBody(text, FOUND)).map((line) => plain(line)),
  })
}

/** Whether it reads just as Forge wrote it: nobody ticked anything or wrote beside it. */
export function isUntouched(text: string): boolean {
  const report = parseSetupNote(text)
  return report.ok && renderSetupNote(report.value) === text
}

/** Whether it is Forge's own report. */
export function isSetupNote(text: string): boolean {
  const keys = readKeys(text)
  return keys.ok && keys.value['category'] === CATEGORY
}

function headline(toDo: readonly SetupItem[]): string {
  const [first] = toDo
  if (first === undefined) return callout('success', 'Everything is ready', '**Next:** write a spec and hold court on it.')
  const count = toDo.length === 1 ? 'One thing to do' : `${String(toDo.length)} things to do`
  return callout('warning', `${count} before a run can work`, `**Next:** ${inline(first.next)}`)
}

function written({ what, next }: SetupItem): string {
  return `**${inline(what)}** ${inline(next)}`
}

/** Stars inside the first part are escaped, or in a code span. */
const ITEM = /^\*\*((?:`[^`]*`|\\.|[^`\\])*?)\*\* (.*)$/

function itemIn(line: string | undefined): readonly SetupItem[] {
  const [, what, next] = ITEM.exec(line ?? '') ?? []
  return what === undefined || next === undefined ? [] : [{ what: plain(what), next: plain(next) }]
}

function bullets(markdown: string | null): readonly string[] {
  return (markdown ?? '').split('\n').flatMap((line) => /^- (.*)$/.exec(line)?.[1] ?? [])
}
