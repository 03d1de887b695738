import { critiqueFeature, dropFeature, implementFeature, landFeature, holdCourtOn, holdRetroOn } from '../commands/stages.ts'
import type { StageCommand, StageOrder } from '../commands/stages.ts'
import type { Workplace } from '../commands/workplace.ts'
import { exitOf } from '../basics/failure.ts'
import { answerQuestions, approveCommands } from './conversation.ts'
import { openWorkplaceHere } from './open-workplace.ts'
import { printStage } from './print-stage.ts'
import { failurePrintout, type Printout } from './screen.ts'
import type { Surroundings } from './surroundings.ts'
import { textFlag, type Act, type CommonFlags } from './verb.ts'

/** What the commands do that run something on one feature; each goes on after a question that was answered at the terminal. */
export const court: Act = (place, common, [feature], flags) =>
  run(place, common, holdCourtOn, { ...NO_ORDER, feature: feature ?? null, jurors: textFlag(flags, 'jurors') })

export const implement: Act = (place, common, [feature], flags) =>
  run(place, common, implementFeature, { ...NO_ORDER, feature: feature ?? null, hotfix: textFlag(flags, 'hotfix') })

export const critique: Act = (place, common, [feature], flags) =>
  run(place, common, critiqueFeature, {
    ...NO_ORDER,
    feature: feature ?? null,
    full: flags['full'] === true,
    focus: listOf(textFlag(flags, 'focus')),
  })

export const land: Act = (place, common, [feature], flags) =>
  run(place, common, landFeature, { ...NO_ORDER, feature: feature ?? null, force: textFlag(flags, 'force') })

export const retro: Act = (place, common, [feature]) => run(place, common, holdRetroOn, { ...NO_ORDER, feature: feature ?? null })

export const drop: Act = (place, common, [feature]) => run(place, common, dropFeature, { ...NO_ORDER, feature: feature ?? null })

const NO_ORDER: StageOrder = { feature: null, jurors: null, hotfix: null, full: false, focus: [], force: null }

async function run(place: Surroundings, common: CommonFlags, command: StageCommand, order: StageOrder): Promise<Printout> {
  const workplace = await openWorkplaceHere(place, common)
  if (!workplace.ok) return failurePrintout(workplace.error, exitOf(workplace.error.code))
  return untilSettled(place, common, workplace.value, command, order)
}

/** Runs, asks what may be asked here, and runs again, until nothing more can be answered at this terminal. */
async function untilSettled(
  place: Surroundings,
  common: CommonFlags,
  workplace: Workplace,
  command: StageCommand,
  order: StageOrder,
): Promise<Printout> {
  const report = await command(workplace, order)
  if (common.json || !place.screen.interactive || place.stop.aborted) return printStage(report)
  const goesOn =
    report.error?.code === 'untrusted-commands'
      ? await approveCommands(place, workplace, report)
      : report.exit === 3 && (await answerQuestions(place, workplace, report))
  return goesOn ? untilSettled(place, common, workplace, command, { ...order, feature: report.feature }) : printStage(report)
}

function listOf(text: string | null): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
