import { confirm, isCancel } from '@clack/prompts'
import { answer } from '../commands/answer.ts'
import { readOpenQuestions } from '../commands/open-questions.ts'
import { textToRead } from '../commands/text-to-read.ts'
import { approve, untrustedCommands } from '../commands/trust.ts'
import { answerPlace, personMayAnswer, type Workplace } from '../commands/workplace.ts'
import { readFeature } from '../feature/feature.ts'
import type { StageReport } from '../runs/run.ts'
import { askQuestion } from './ask.ts'
import { describeFailure } from './screen.ts'
import type { Surroundings } from './surroundings.ts'

/** Asks each open question of a report in turn. True where every one that must be answered now is. */
export async function answerQuestions(place: Surroundings, workplace: Workplace, report: StageReport): Promise<boolean> {
  if (!(await personMayAnswer(workplace)).ok) return false
  const feature = await readFeature(workplace.vault, report.feature)
  if (!feature.ok) return false
  const questions = await readOpenQuestions(workplace.vault, feature.value)
  if (!questions.ok) place.screen.stderr(`${describeFailure(questions.error)}\n`)
  if (!questions.ok) return false
  const open = questions.value.filter((question) => question.open)
  for (const question of open) {
    place.screen.stderr(`\n${await textToRead(workplace.vault, question)}\n`)
    const given = await askQuestion(question)
    if (given === null) return false
    const answered = await answer(workplace.vault, feature.value, { question: question.name, ...given }, answerPlace(workplace))
    if (!answered.ok) place.screen.stderr(`${describeFailure(answered.error)}\n`)
    if (!answered.ok) return false
  }
  return open.length > 0
}

/** Shows the commands that wait for this device's approval and asks for it. */
export async function approveCommands(place: Surroundings, workplace: Workplace, report: StageReport): Promise<boolean> {
  if (report.error === null || !(await personMayAnswer(workplace)).ok) return false
  const waiting = await untrustedCommands(workplace)
  if (!waiting.ok) return false
  place.screen.stderr(`The policy asks this device to run:\n${waiting.value.map((command) => `  ${command.text}\n`).join('')}`)
  const yes = await confirm({ message: 'Run these commands on this device from now on?', initialValue: false })
  if (isCancel(yes) || !yes) return false
  return (await approve(workplace, waiting.value)).ok
}
