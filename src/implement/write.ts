import type { Result } from '../basics/result.ts'
import { failed } from '../basics/result.ts'
import { advance, type Advance } from '../notes/implement-note.ts'
import type { RemarkAbout, Remark } from '../notes/implement-entries.ts'
import { link } from '../notes/names.ts'
import type { Run } from '../runs/run.ts'
import { badNote } from './desk.ts'

/** One step onward in the implement note, in one write. */
export function write(run: Run, path: string, step: Advance): Promise<Result<string>> {
  return change(run, path, (text) => advance(text, step))
}

/** Any splice of a note, with its error as a `bad-note` failure. */
export function change(run: Run, path: string, splice: (text: string) => Result<string, string>): Promise<Result<string>> {
  return run.vault.edit(path, (text) => {
    const spliced = splice(text)
    return spliced.ok ? spliced : failed(badNote(path, spliced.error))
  })
}

/** A remark of today; `about` may be a note that it links to. */
export function remark(
  run: Run,
  title: RemarkAbout,
  lines: readonly string[],
  about: { readonly path: string; readonly label: string } | null = null,
): Remark {
  return { kind: 'remark', about: title, date: run.today, link: about === null ? null : link(about.path, about.label), lines }
}
