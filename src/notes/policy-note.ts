import { failed, ok, type Result } from '../basics/result.ts'
import { seatName, type Seat } from '../policy/policy.ts'
import type { PolicyKeyName } from '../policy/policy-keys.ts'
import type { PolicyValue } from '../policy/policy-text.ts'
import { readSeats } from '../policy/seats.ts'
import { callout } from '../markdown/callouts.ts'
import { readKeys, renderKeys, setKeys } from '../markdown/frontmatter.ts'

/** What Forge itself writes into a new policy note; everything else in it is the person's. */
export interface PolicyNote {
  readonly title: string
  readonly jurors: readonly Seat[]
}

const CATEGORY = 'forge/policy'

/** The policy note of a new vault: the jurors that were found, and how to set the rest. */
export function renderPolicyNote(note: PolicyNote): string {
  const jurors = note.jurors.length === 0 ? undefined : note.jurors.map(seatName)
  return `${renderKeys({ title: note.title, category: CATEGORY, jurors })}\n${summary(note)}\n\n${GUIDE}`
}

/** The note that sets the policy of one repo otherwise; it sets nothing yet. */
export function renderRepoPolicyNote(repo: string): string {
  const why = `What is a property here holds for ${repo}, in place of what [[policy]] says; there every property is explained`
  return `${renderKeys({ title: `Forge policy of ${repo}`, category: CATEGORY })}\n${callout('info', `How Forge works on ${repo}`, `${why}.`)}\n`
}

/** Changes one setting of a policy note and nothing else; undefined takes it away, which gives it its default. Error: why it cannot be changed. */
export function setPolicyKey(note: string, name: PolicyKeyName, value: PolicyValue | undefined): Result<string, string> {
  return setKeys(note, { [name]: value })
}

/** Error: why it is not a policy note. */
export function parsePolicyNote(text: string): Result<PolicyNote, string> {
  const keys = readKeys(text)
  if (!keys.ok) return keys
  const { title, category, jurors } = keys.value
  if (category !== CATEGORY) return failed(`Its category is not ${CATEGORY}.`)
  const seats = readSeats(Array.isArray(jurors) ? jurors.map(String) : [])
  return seats.ok ? ok({ title: typeof title === 'string' ? title : '', jurors: seats.value }) : seats
}

function summary({ jurors }: PolicyNote): string {
  const agents = [...new Set(jurors.map((seat) => seat.agent))]
  const who = agents.length === 0 ? 'No agent was found yet' : `Found here: ${agents.join(', ')}`
  const next = 'Name the commands that must pass under `gates`, for example `npm test`'
  return callout('info', 'How Forge works in this vault', `${who}.\n**Next:** ${next}.`)
}

const GUIDE = `Every setting is a property of this note. What is not there has the value below. A note \`policy_REPO.md\` beside this one sets it for one repo.

## Who does what

| Property | Without it | Meaning |
|---|---|---|
| \`jurors\` | the agents, by lens | seats of the court: \`agent:lens\`, lenses value, cost, risk |
| \`planner\` \`builder\` \`historian\` | the first agent | who plans, builds, looks back |
| \`reviewers\` | the first agent | who reviews the diff |
| \`verifier\` | another agent | who confirms what others claim |

## What decides

| Property | Without it | Meaning |
|---|---|---|
| \`go_at\` \`kill_below\` | 6.5, 4 | the scores of a GO and a KILL |
| \`quorum\` | 2 | opinions that a verdict needs |
| \`weights\` | all 1 | for example \`benefit=2\` |
| \`gates\` | none | commands that must pass |
| \`setup\` | none | commands that prepare a new worktree |
| \`protected_paths\` | none | files that no build may change |
| \`autonomy\` | gated | \`supervised\` asks before every step |

## Limits

| Property | Without it | Meaning |
|---|---|---|
| \`budget_usd\` \`budget_tokens\` \`budget_minutes\` | none | what one feature may cost |
| \`heal_attempts\` | 2 | repairs after failed gates |
| \`review_attempts\` | 3 | rounds of build and review |
| \`max_changed_files\` \`max_changed_lines\` | 50, 2000 | the size of one change |
| \`gate_timeout_s\` \`setup_timeout_s\` | 600, 600 | seconds for one command |
| \`agent_timeout_s\` | 1800 | seconds for one answer |
| \`stale_after_days\` | 30 | when a resting note is stale |
`
