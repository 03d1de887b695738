import { ok, type Result } from '../basics/result.ts'
import type { FileDiff } from '../diff/parse-diff.ts'
import type { NoteHead } from '../notes/head.ts'
import { fileName } from '../notes/names.ts'
import { stands, type CritiqueNote, type EarlierCritique } from '../notes/critique-record.ts'
import type { AnsweredFinding } from '../notes/finding.ts'
import type { Run } from '../runs/run.ts'
import { critiquesOf, type Case } from './case.ts'
import { findFile } from './evidence.ts'
import type { Material, Past } from './judge.ts'
import { readCritique } from './write.ts'

/** What earlier critiques of the feature left behind. */
export interface Memory {
  readonly standing: readonly AnsweredFinding[]
  readonly overruled: readonly Past[]
}

/**
 * The findings that the newest finished critique before this one left standing, and everything that the person overruled in any.
 * Fails where one of those notes cannot be read: what it holds would be forgotten.
 */
export async function readMemory(run: Run, theCase: Case, path: string): Promise<Result<Memory>> {
  let memory: Memory = { standing: [], overruled: [] }
  for (const head of earlierThan(theCase, path)) {
    const note = await readCritique(run, head.path)
    if (!note.ok) return note
    if (note.value.outcome === null) continue
    const { findings } = note.value.outcome
    const overruled = findings.filter((finding) => !stands(finding)).map((finding) => ({ ...finding, attempt: note.value.attempt }))
    memory = { standing: findings.filter(stands), overruled: [...memory.overruled, ...overruled] }
  }
  return ok(memory)
}

/** The critiques before this one, in a line each. */
export function historyOf(theCase: Case, path: string): readonly EarlierCritique[] {
  return earlierThan(theCase, path).map((head) => ({
    attempt: head.attempt ?? 1,
    verdict: head.verdict ?? head.status ?? 'no verdict',
    note: fileName(head.path).replace(/\.md$/, ''),
  }))
}

function earlierThan({ feature }: Case, path: string): readonly NoteHead[] {
  const all = critiquesOf(feature)
  const at = all.findIndex((head) => head.path === path)
  return at === -1 ? all : all.slice(0, at)
}

/** The texts at head that claims name, read once each. */
export class Texts {
  private readonly known = new Map<string, string | null>()

  constructor(
    private readonly run: Run,
    private readonly headSha: string,
  ) {}

  async of(paths: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    const unknown = [...new Set(paths)].filter((path) => !this.known.has(path))
    await Promise.all(unknown.map(async (path) => this.known.set(path, await this.run.repo.show(this.headSha, path))))
    return this.known
  }
}

/** Everything that the answers so far are held against. */
export async function gather(note: CritiqueNote, files: readonly FileDiff[], texts: Texts, memory: Memory): Promise<Material> {
  const named = [...note.reviews.flatMap((review) => review.claims), ...memory.standing].flatMap(
    (claim) => findFile(files, claim.file)?.path ?? [],
  )
  return { diff: files, textAtHead: await texts.of(named), attempt: note.attempt, ...memory }
}
