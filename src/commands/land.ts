import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { latest, readFeature, type Feature } from '../feature/feature.ts'
import { critiqueOf } from '../feature/state.ts'
import { setKeys } from '../markdown/frontmatter.ts'
import type { NoteHead } from '../notes/head.ts'
import { parseImplement } from '../notes/implement-note.ts'
import { inline } from '../markdown/neutral.ts'
import { appendSection } from '../markdown/sections.ts'
import type { Landing } from '../repo/repo.ts'
import type { Run, StageReport } from '../runs/run.ts'
import { failedReport, stageReport } from '../feature/report.ts'

const SHORT_SHA = 8

export interface LandOptions {
  /** Why it lands without a PASS, null without `--force`. */
  readonly force: string | null
}

/** Squash-merges the feature's branch onto the branch it started from, after its gates passed on the merged tree. */
export async function land(run: Run, options: LandOptions): Promise<StageReport> {
  const feature = await readFeature(run.vault, run.feature)
  if (!feature.ok) return failedReport(run, null, feature.error)
  const note = latest(feature.value, 'implement')
  const landedSha = text(note, 'landed_sha')
  // Once more after it landed, as after a kill: there is nothing to do, and nothing is wrong.
  if (landedSha !== null) return stageReport(run, feature.value, { note: note?.path ?? null, exit: 0, next: landedBefore(landedSha) })
  const ready = readyToLand(feature.value, options)
  if (!ready.ok) return failedReport(run, feature.value, ready.error)
  const landed = await landWork(run, feature.value, ready.value)
  if (!landed.ok) return failedReport(run, feature.value, landed.error)
  return recordLanding(run, ready.value, landed.value, options)
}

function landedBefore(sha: string): string {
  return `It has landed already, as ${sha.slice(0, SHORT_SHA)}. Run forge retro to keep what was learned.`
}

interface Work {
  readonly note: NoteHead
  readonly head: string
  readonly target: string
}

function readyToLand(feature: Feature, options: LandOptions): Result<Work> {
  const note = latest(feature, 'implement')
  const head = text(note, 'head_sha')
  const target = text(note, 'base_branch')
  if (note === null || head === null) {
    return failed(failure('not-ready', 'There is nothing to land.', 'Nothing is built for this feature yet.', 'Run forge implement first.'))
  }
  if (target === null) {
    return failed(
      failure(
        'not-ready',
        'Forge does not know where to land.',
        'The work started from a commit that no branch named.',
        'Set base_branch in the implement note to a branch.',
      ),
    )
  }
  const passed = options.force !== null || hasPass(feature, head)
  return passed ? ok({ note, head, target }) : failed(noPass(feature))
}

/** A PASS counts only for the very commit that was reviewed. */
function hasPass(feature: Feature, head: string): boolean {
  const critique = critiqueOf(feature.heads)
  return critique?.status === 'PASS' && text(critique, 'git_sha_reviewed') === head
}

function noPass(feature: Feature) {
  const why = feature.state === 'PASS' ? 'The PASS is for an earlier commit than the one to land.' : `The feature is ${feature.state}.`
  return failure(
    'no-pass-verdict',
    'Landing needs a PASS for the current work.',
    why,
    'Run forge critique, or land it anyway with --force and a reason.',
  )
}

async function landWork(run: Run, feature: Feature, work: Work): Promise<Result<Landing>> {
  const trusted = await run.gates.checkTrust()
  if (!trusted.ok) return trusted
  const tip = await run.repo.resolve(`refs/heads/forge/${feature.name}`)
  if (tip !== work.head) return failed(movedBranch(tip, work))
  run.progress({ type: 'step', text: `Merging forge/${feature.name} onto ${work.target} as one commit` })
  const squash = await run.repo.squash(work.head, work.target, await landingMessage(run, feature, work))
  if (!squash.ok) return squash.error.code === 'merge-conflict' ? failed({ ...squash.error, next: await mergeByHand(run, work) }) : squash
  const checked = await checkMerged(run, squash.value.sha, work)
  return checked.ok ? run.repo.advance(work.target, squash.value.sha, squash.value.onto) : checked
}

/** The way out where the work does not fit its target: nothing but the new commit, recorded, makes the critique look at it. */
async function mergeByHand(run: Run, work: Work): Promise<string> {
  const base = text(work.note, 'base_sha')
  const bench = base === null ? null : await run.repo.bench(run.feature, base)
  const where = bench?.ok === true ? bench.value.path : `the worktree of forge/${run.feature} (git worktree list shows it)`
  const record = `In ${work.note.path}, set head_sha to the new commit and base_sha to the commit of ${work.target} that you merged, both in full.`
  return `In ${where}, run git merge ${work.target}, put right what does not fit, and commit. ${record} Then run forge critique and forge land.`
}

function movedBranch(tip: string | null, { head, note }: Work) {
  const why =
    tip === null ? 'The branch is gone.' : `The branch is at ${tip.slice(0, SHORT_SHA)}, the note says ${head.slice(0, SHORT_SHA)}.`
  return failure(
    'not-ready',
    'The branch is not where the implement note says.',
    why,
    tip === null
      ? `Make it again: git branch forge/${note.feature} ${head}. Then run forge land.`
      : `Move the branch back to the commit in the note, or set head_sha in ${note.path} to ${tip} and run forge critique.`,
  )
}

/** The gates on the tree as it will be: a branch that passes alone can break what has landed since. */
async function checkMerged(run: Run, sha: string, work: Work): Promise<Result<void>> {
  if (run.policy.gates.length === 0) return ok(undefined)
  run.progress({ type: 'step', text: 'Running the gates on the merged tree' })
  const room = await run.repo.room(`${run.feature}-land`, sha)
  if (!room.ok) return room
  try {
    const setup = await run.gates.setup(room.value.path)
    if (!setup.ok) return setup
    const gates = await run.gates.run(room.value.path)
    if (!gates.ok) return gates
    const red = [...setup.value.runs, ...gates.value.runs].find((gate) => gate.exitCode !== 0)
    return red === undefined ? ok(undefined) : failed(redAfterMerge(red.command, await mergeByHand(run, work)))
  } finally {
    await room.value.leave(true)
  }
}

function redAfterMerge(command: string, next: string) {
  return failure(
    'gates-failed',
    `"${command}" fails on the merged tree.`,
    'The target has moved since the work was built, or the two do not fit. Nothing was landed.',
    next,
  )
}

/** The first commit's subject, the later ones below it, and where it came from. A feature without readable commits has its title. */
async function landingMessage(run: Run, feature: Feature, work: Work): Promise<string> {
  const title = ((latest(feature, 'spec') ?? work.note).title ?? run.feature).replace(/\s+/g, ' ').trim()
  const [subject = title, ...later] = await commitSubjects(run, work.note.path)
  const body = later.length === 0 ? '' : `${later.map((each) => `* ${each}`).join('\n')}\n\n`
  return `${subject}\n\n${body}Forge-Feature: ${feature.name}\nForge-Head: ${work.head}\n`
}

async function commitSubjects(run: Run, path: string): Promise<readonly string[]> {
  const text = await run.vault.read(path)
  const note = text.ok && text.value !== null ? parseImplement(text.value) : null
  if (note?.ok !== true) return []
  return note.value.attempts.flatMap((attempt) => attempt.entries.flatMap((entry) => (entry.kind === 'commit' ? [entry.subject] : [])))
}

async function recordLanding(run: Run, work: Work, landing: Landing, options: LandOptions): Promise<StageReport> {
  const keys = { landed_sha: landing.sha, target: landing.target, land_reason: options.force ?? undefined }
  const edited = await run.vault.edit(work.note.path, (before) => {
    const keyed = setKeys(before, keys)
    if (!keyed.ok)
      return failed(
        failure(
          'bad-note',
          'The landing could not be recorded.',
          keyed.error,
          `Mend the frontmatter of ${work.note.path} and add landed_sha: ${landing.sha}.`,
        ),
      )
    return ok(appendSection(keyed.value, landingSection(run, landing, options)))
  })
  await run.repo.clearBench(run.feature)
  const after = await readFeature(run.vault, run.feature)
  if (!edited.ok) return failedReport(run, after.ok ? after.value : null, edited.error)
  const next = `Landed on ${landing.target} as ${landing.sha.slice(0, SHORT_SHA)}. Run forge retro to keep what was learned.`
  return stageReport(run, after.ok ? after.value : null, { note: work.note.path, exit: 0, next })
}

function landingSection(run: Run, landing: Landing, options: LandOptions): string {
  const lines = [`## Landed ${run.today}`, '', `On \`${landing.target}\` as \`${landing.sha.slice(0, SHORT_SHA)}\`.`]
  if (options.force !== null) lines.push('', `Without a PASS, because: ${inline(options.force)}`)
  return lines.join('\n')
}

function text(head: NoteHead | null, key: string): string | null {
  const value = head?.keys[key]
  return typeof value === 'string' && value !== '' ? value : null
}
