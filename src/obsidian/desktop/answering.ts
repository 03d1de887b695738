import type { App } from 'obsidian'
import { ok, type Result } from '../../basics/result.ts'
import type { AnswerPlace } from '../../commands/answer.ts'
import { answerPlace, personMayAnswer } from '../../commands/workplace.ts'
import { openQuietly } from './workplace.ts'

/** What an answer that a person gives here is recorded with. Fails where Obsidian itself was started by an agent. */
export async function personPlaceHere(app: App): Promise<Result<AnswerPlace>> {
  const workplace = await openQuietly(app)
  if (!workplace.ok) return workplace
  const person = await personMayAnswer(workplace.value)
  return person.ok ? ok(answerPlace(workplace.value)) : person
}

/** Whether this device's setting lets a stage go on by itself when its question is answered. */
export async function goesOn(app: App): Promise<boolean> {
  const workplace = await openQuietly(app)
  return workplace.ok && workplace.value.config.goOn
}
