import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import type { Feature } from '../feature/feature.ts'
import { critiqueOf } from '../feature/state.ts'
import { applyOverride } from '../notes/court-note.ts'
import { settleCritique } from '../notes/critique-note.ts'
import type { Vault } from '../vault/vault.ts'
import type { OpenQuestion } from './open-questions.ts'

/** Takes an answer into the note that asked, where that needs no agent and no repo: an overruled verdict, a settled finding. */
export async function settleAnswer(vault: Vault, feature: Feature, question: OpenQuestion, today: string): Promise<Result<void>> {
  if (question.name === 'verdict') return settle(vault, question.path, (text) => applyOverride(text, today))
  const finished = feature.state === 'REJECTED' || feature.state === 'PASS'
  return question.name.startsWith('finding-') && finished ? settle(vault, question.path, settleCritique) : ok(undefined)
}

/** Takes in what was ticked since on the critique that counts, so that nothing lands or is archived on a PASS that no longer holds. */
export async function settleStanding(vault: Vault, feature: Feature): Promise<Result<void>> {
  const critique = critiqueOf(feature.heads)
  const finished = critique?.status === 'PASS' || critique?.status === 'REJECTED'
  return finished ? settle(vault, critique.path, settleCritique) : ok(undefined)
}

async function settle(vault: Vault, path: string, change: (text: string) => Result<string, string>): Promise<Result<void>> {
  const edited = await vault.edit(path, (text) => {
    const changed = change(text)
    return changed.ok
      ? changed
      : failed(
          failure(
            'bad-note',
            `The answer is ticked, but ${path} could not take it in.`,
            changed.error,
            'Mend the note and run the stage again.',
          ),
        )
  })
  return edited.ok ? ok(undefined) : edited
}
