import { critiqueFeature, dropFeature, implementFeature, landFeature, holdCourtOn, holdRetroOn } from '../commands/stages.ts'
import type { StageCommand, StageOrder } from '../commands/stages.ts'
import type { Workplace } from '../commands/workplace.ts'
import { exitOf } from '../basics/failure.ts'
import { answerQuestions, approveCommands } from './conversation.ts'
import { openWorkplaceHere } from './open-workplace.ts'
import { printStage } from './print-stage.ts'
import { failurePrintout, type Printout } from './screen.ts'
import type { Surroundings } from './surroundings.ts'
import { textFlag, type CommonFlags, type Verb } from './verb.ts'

/** The commands that run something on one feature; each goes on after a question that was answered at the terminal. */
export const stageVerbs: readonly Verb[] = [
  {
    usage: 'court [feature]',
    summary: 'hold court over a spec',
    options: [['--jurors <seats>', 'who sits, for example claude:value,codex:cost']],
    act: (place, common, [feature], flags) => run(place, common, holdCourtOn, { ...NO_ORDER, feature: feature ?? null, jurors: textFlag(flags, 'jurors') }),
  },
  {
    usage: 'implement [feature]',
    summary: 'plan, build and check, from the first step that is not done',
    options: [['--hotfix <reason>', 'build without a court; the retro audits it']],
    act: (place, common, [feature], flags) => run(place, common, implementFeature, { ...NO_ORDER, feature: feature ?? null, hotfix: textFlag(flags, 'hotfix') }),
  },
  {
    usage: 'critique [feature]',
    summary: 'review the whole diff and check every claim',
    options: [
      ['--full', 'every focus, whatever the diff touches'],
      ['--focus <list>', 'security, performance, correctness, patterns'],
    ],
    act: (place, common, [feature], flags) =>
      run(place, common, critiqueFeature, { ...NO_ORDER, feature: feature ?? null, full: flags['full'] === true, focus: listOf(textFlag(flags, 'focus')) }),
  },
  {
    usage: 'land [feature]',
    summary: 'squash the branch onto its target, after the gates passed there',
    options: [['--force <reason>', 'land without a PASS for the current work']],
    act: (place, common, [feature], flags) => run(place, common, landFeature, { ...NO_ORDER, feature: feature ?? null, force: textFlag(flags, 'force') }),
  },
  {
    usage: 'retro [feature]',
    summary: 'keep what was learned, archive the notes',
    options: [],
    act: (place, common, [feature]) => run(place, common, holdRetroOn, { ...NO_ORDER, feature: feature ?? null }),
  },
  {
    usage: 'drop <feature>',
    summary: 'give up: archive the notes, keep the branch and the decision',
    options: [],
    act: (place, common, [feature]) => run(place, common, dropFeature, { ...NO_ORDER, feature: feature ?? null }),
  },
]

const NO_ORDER: StageOrder = { feature: null, jurors: null, hotfix: null, full: false, focus: [], force: null }

async function run(place: Surroundings, common: CommonFlags, command: StageCommand, order: StageOrder): Promise<Printout> {
  const workplace = await openWorkplaceHere(place, common)
  if (!workplace.ok) return failurePrintout(workplace.error, exitOf(workplace.error.code))
  return untilSettled(place, common, workplace.value, command, order)
}

/** Runs, asks what may be asked here, and runs again, until nothing more can be answered at this terminal. */
async function untilSettled(place: Surroundings, common: CommonFlags, workplace: Workplace, command: StageCommand, order: StageOrder): Promise<Printout> {
  const report = await command(workplace, order)
  if (common.json || !place.screen.interactive || place.stop.aborted) return printStage(report)
  const goesOn =
    report.error?.code === 'untrusted-commands'
      ? await approveCommands(place, workplace, report)
      : report.exit === 3 && (await answerQuestions(place, workplace, report))
  return goesOn ? untilSettled(place, common, workplace, command, { ...order, feature: report.feature }) : printStage(report)
}

function listOf(text: string | null): readonly string[] {
  return (text ?? '').split(',').map((part) => part.trim()).filter((part) => part !== '')
}
