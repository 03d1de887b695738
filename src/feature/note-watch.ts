import { readQuestions } from '../markdown/questions.ts'
import type { NoteHead } from '../notes/head.ts'
import { ACTIVE, DECISIONS } from '../notes/names.ts'
import type { NoteStage } from '../notes/vocabulary.ts'
import type { Run } from '../runs/run.ts'
import { groupFeatures } from './feature.ts'

/** What happened to the notes in which a person answers, one sentence each. */
export interface NotesSeen {
  /** Notes that appeared and are not Forge's. */
  readonly forged: readonly string[]
  /** Notes in which a box was ticked; a sync may bring the person's own answer. */
  readonly answered: readonly string[]
}

/** Watches those notes while agents work that could write them. */
export interface NoteWatch {
  /** `own`: notes that Forge made itself meanwhile. */
  look(own?: readonly string[]): Promise<NotesSeen>
}

/** Kinds of notes that Forge alone makes. Persons fill in opinions and specs while agents work. */
const WATCHED: readonly NoteStage[] = ['court', 'plan', 'implement', 'critique', 'retro']
/** A court's note is written to while it sits, and asks nothing in boxes. */
const ANSWERED: readonly NoteStage[] = ['plan', 'implement', 'critique', 'retro']

export async function watchNotes(run: Run): Promise<NoteWatch> {
  const before = await answersOf(run)
  return {
    async look(own = []) {
      const now = [...(await answersOf(run))]
      const forged = now.filter(([path]) => !before.has(path) && !own.includes(path))
      const answered = now.filter(([path, answers]) => before.has(path) && before.get(path) !== answers)
      return {
        forged: forged.map(([path]) => `The note ${path} appeared, and Forge did not write it.`),
        answered: answered.map(([path]) => `A question in ${path} was answered while an agent worked.`),
      }
    },
  }
}

/** Each watched note of the feature with what is answered in it. */
async function answersOf(run: Run): Promise<ReadonlyMap<string, string>> {
  const files = (await Promise.all([ACTIVE, DECISIONS].map((folder) => run.vault.list(folder)))).flat()
  const heads = groupFeatures(files).features.find((feature) => feature.name === run.feature)?.heads ?? []
  const watched = heads.filter((head) => WATCHED.includes(head.stage))
  return new Map(await Promise.all(watched.map(async (head) => [head.path, await answersIn(run, head)] as const)))
}

async function answersIn(run: Run, head: NoteHead): Promise<string> {
  const text = ANSWERED.includes(head.stage) ? await run.vault.read(head.path) : null
  const questions = text?.ok === true && text.value !== null ? readQuestions(text.value) : []
  const ticked = questions.filter((one) => one.ticked.length > 0).map((one) => [one.name, one.ticked])
  return JSON.stringify([ticked, head.keys['override'] ?? null])
}
