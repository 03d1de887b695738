import { stillAwaiting } from '../../commands/open-questions.ts'
import { readKeys } from '../../markdown/frontmatter.ts'
import { actionOf, type ActionId } from '../actions.ts'
import type { Forge } from '../forge.ts'
import { canRun } from '../load-desktop.ts'
import { shortLabel } from './asked.ts'
import type { GivenAnswer } from './given-here.ts'
import { goingOn } from './going-on.ts'

/** Says that an answer is written, and offers what comes next on this device. */
export async function tellAnswered(forge: Forge, feature: string, given: GivenAnswer): Promise<void> {
  const next = goingOn(given, await statusOf(forge, given.path))
  const open = await stillOpen(forge, feature)
  const said = `Answered: ${shortLabel(given.question).toLowerCase()} of ${feature}, ${shortLabel(given.option).toLowerCase()}.`
  if (next === null) return forge.notices.say(feature, said)
  if (open > 0 && next !== 'land') {
    const waits = open === 1 ? 'One more question is open.' : `${String(open)} more questions are open.`
    return forge.notices.say(feature, `${said} ${waits}`, { label: 'Answer', act: () => void forge.perform('answer', feature) })
  }
  if (!canRun(forge.app)) return forge.notices.say(feature, `${said} It goes on at the desktop.`)
  forge.notices.say(feature, said, stepOffer(forge, feature, next))
}

/** A button for the step that takes an answer further. */
export function stepOffer(forge: Forge, feature: string, step: ActionId) {
  return { label: actionOf(step).name, act: () => void forge.perform(step, feature) }
}

async function stillOpen(forge: Forge, feature: string): Promise<number> {
  const standing = forge.features.of(feature)
  return standing === null ? 0 : (await stillAwaiting(forge.vault, standing.feature)).length
}

/** The status of a note as it reads now, which the cache learns a moment later. */
async function statusOf(forge: Forge, path: string): Promise<string | null> {
  const text = await forge.vault.read(path)
  const keys = text.ok && text.value !== null ? readKeys(text.value) : null
  const status = keys?.ok === true ? keys.value['status'] : null
  return typeof status === 'string' ? status : null
}
