import { exitOf, failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { decodeStrict } from '../basics/utf8.ts'
import { answer } from '../commands/answer.ts'
import { initialise } from '../commands/init.ts'
import { readOpenQuestions, type OpenQuestion } from '../commands/open-questions.ts'
import { noSuchFeature, pickFeature } from '../commands/pick-feature.ts'
import { writeSpec } from '../commands/spec.ts'
import { approve, askedCommands, type AskedCommand } from '../commands/trust.ts'
import { answerPlace, personMayAnswer, type Workplace } from '../commands/workplace.ts'
import { isDeviceName, NAME_RULE } from '../device/config-schema.ts'
import { readFeatures, type Feature } from '../feature/feature.ts'
import { readTextStrictUtf8 } from '../node/files.ts'
import { resolve } from '../node/paths.ts'
import { confirm, isCancel } from '@clack/prompts'
import { devicePlace, openWorkplaceHere, terminalFace } from './open-workplace.ts'
import { failurePrintout, type Printout } from './screen.ts'
import type { Surroundings } from './surroundings.ts'
import { textFlag, type Act, type CommonFlags } from './verb.ts'

const fail = (error: Failure): Printout => failurePrintout(error, exitOf(error.code))

/** Links a repo to a vault; both must be named. */
export const init: Act = async (place, common, _, flags) => {
  if (common.vault === null || common.repo === null) {
    return fail(
      failure(
        'bad-usage',
        'init needs a vault and a repo.',
        'It links the one to the other on this device.',
        'Run forge init --vault DIR --repo DIR.',
      ),
    )
  }
  const name = textFlag(flags, 'name')
  if (name !== null && !isDeviceName(name)) {
    const what = `${JSON.stringify(name)} cannot be the name of a repo.`
    return fail(failure('bad-usage', what, NAME_RULE, 'Choose a name such as "shop" and run the command again.'))
  }
  const folders = { vault: resolve(place.folder, common.vault), repo: resolve(place.folder, common.repo), name }
  const made = await initialise(devicePlace(place), terminalFace(place), folders)
  if (!made.ok) return fail(made.error)
  const { vault, repo, agents, changed } = made.value
  const who =
    agents.length === 0
      ? 'No agent was found; add one to the device config (forge agents shows where it looked).'
      : `Agents: ${agents.join(', ')}.`
  return {
    document: made.value,
    text: `${changed ? 'Linked' : 'Already linked'}: ${repo} to ${vault}.\n${who}\nNext: forge spec NAME`,
    exit: 0,
  }
}

/** Writes the spec note, from a file, from stdin or as an empty form. */
export const spec: Act = async (place, common, [feature], flags) => {
  const workplace = await openWorkplaceHere(place, common)
  if (!workplace.ok) return fail(workplace.error)
  const text = await sourceText(place, textFlag(flags, 'from'))
  if (!text.ok) return fail(text.error)
  const name = feature ?? ''
  const written = await writeSpec(workplace.value.vault, {
    feature: name,
    repo: workplace.value.repoName,
    today: place.clock.today(),
    text: text.value,
  })
  if (!written.ok) return fail(written.error)
  const next = text.value === null ? `Write the spec in ${written.value}, then run forge court ${name}.` : `Run forge court ${name}.`
  const document = { feature: name, stage: 'spec', state: 'SPEC', verdict: null, note: written.value, awaiting: [], error: null }
  return { document, text: `${written.value}\nNext: ${next}`, exit: 0 }
}

async function sourceText(place: Surroundings, from: string | null): Promise<Result<string | null>> {
  if (from === null) return ok(null)
  if (from === '-') return decodeStrict('what came on stdin', await place.readStdin())
  const text = await readTextStrictUtf8(resolve(place.folder, from))
  if (!text.ok || text.value !== null) return text
  return failed(
    failure('bad-usage', `${from} cannot be read.`, 'There is no such file.', 'Name a file with the text of the spec, or - for stdin.'),
  )
}

/** Ticks a box, or lists the questions that are open. */
export const answerCommand: Act = async (place, common, [said, question, option], flags) => {
  const workplace = await openWorkplaceHere(place, common)
  if (!workplace.ok) return fail(workplace.error)
  const feature = await knownFeature(workplace.value, said ?? null)
  if (!feature.ok) return fail(feature.error)
  if (!question) return listQuestions(workplace.value, feature.value)
  const person = await personMayAnswer(workplace.value)
  if (!person.ok) return fail(person.error)
  const given = { question, option: option ?? '', words: textFlag(flags, 'note') ?? '' }
  const answered = await answer(workplace.value.vault, feature.value, given, answerPlace(workplace.value))
  if (!answered.ok) return fail(answered.error)
  const document = { feature: feature.value.name, question, answer: option, note: answered.value.path }
  return { document, text: `Answered: ${question} ${option ?? ''}, in ${answered.value.path}.`, exit: 0 }
}

async function knownFeature(workplace: Workplace, said: string | null): Promise<Result<Feature>> {
  const list = await readFeatures(workplace.vault)
  const picked = pickFeature(list.features, said, 'answer')
  if (!picked.ok) return picked
  return picked.value.feature === null ? failed(noSuchFeature(picked.value.name, list)) : ok(picked.value.feature)
}

async function listQuestions(workplace: Workplace, feature: Feature): Promise<Printout> {
  const questions = await readOpenQuestions(workplace.vault, feature)
  if (!questions.ok) return fail(questions.error)
  const open = questions.value.filter((question) => question.open)
  const text =
    open.length === 0 ? `Nothing waits for you on ${feature.name}.` : open.map((question) => describeQuestion(feature, question)).join('\n')
  const listed = open.map(({ name, options, path }) => ({ question: name, options, note: path }))
  return { document: { feature: feature.name, questions: listed }, text, exit: 0 }
}

function describeQuestion(feature: Feature, question: OpenQuestion): string {
  return `${question.name}   (${question.path})\n  forge answer ${feature.name} ${question.name} ${question.options.join('|')}`
}

/** Shows the commands that notes ask this device to run, and approves them where a person says so. */
export const trust: Act = async (place, common, _, flags) => {
  const workplace = await openWorkplaceHere(place, common)
  if (!workplace.ok) return fail(workplace.error)
  const asked = await askedCommands(workplace.value)
  if (!asked.ok) return fail(asked.error)
  const waiting = asked.value.filter((command) => !command.approved)
  const yes = waiting.length > 0 && (flags['yes'] === true || (await confirmed(place, common, asked.value)))
  if (!yes) return { document: { commands: asked.value }, text: describeCommands(asked.value), exit: waiting.length === 0 ? 0 : 3 }
  const approved = await approve(workplace.value, waiting)
  if (!approved.ok) return fail(approved.error)
  const now = asked.value.map((command) => ({ ...command, approved: true }))
  return { document: { commands: now }, text: describeCommands(now), exit: 0 }
}

async function confirmed(place: Surroundings, common: CommonFlags, commands: readonly AskedCommand[]): Promise<boolean> {
  if (common.json || !place.screen.interactive) return false
  place.screen.stderr(`${describeCommands(commands)}\n`)
  const yes = await confirm({ message: 'Run these commands on this device from now on?', initialValue: false })
  return !isCancel(yes) && yes
}

function describeCommands(commands: readonly AskedCommand[]): string {
  if (commands.length === 0) return 'The policy asks this device to run no command.'
  return commands.map((command) => `${command.approved ? '✓' : '·'} ${command.kind.padEnd(6)} ${command.text}`).join('\n')
}
