import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { latest, readFeature, readFeatures, type Feature } from '../feature/feature.ts'
import { ACTIVE, noteName } from '../notes/names.ts'
import { renderSpec, specFromText } from '../notes/spec-note.ts'
import type { Vault } from '../vault/vault.ts'
import { brokenNoteOf } from './pick-feature.ts'

export interface SpecOrder {
  readonly feature: string
  /** The linked repo's name, null where the vault has none yet. */
  readonly repo: string | null
  readonly today: string
  /** The person's text, null for an empty form. */
  readonly text: string | null
}

/** Writes the spec note of a new feature and gives its path. A spec that is there is never touched. */
export async function writeSpec(vault: Vault, order: SpecOrder): Promise<Result<string>> {
  const feature = await readFeature(vault, order.feature)
  if (!feature.ok) return feature
  const there = latest(feature.value, 'spec')
  if (there === null && ['RETRO', 'ARCHIVED'].includes(feature.value.state)) return failed(overAlready(feature.value))
  if (there !== null) {
    return failed(
      failure(
        'note-exists',
        `${order.feature} has a spec already.`,
        `It is ${there.path}.`,
        'Edit that note, or choose another name for the feature.',
      ),
    )
  }
  const broken = brokenNoteOf(order.feature, (await readFeatures(vault)).problems)
  if (broken !== null) return failed(broken)
  const path = `${ACTIVE}/${noteName(order.today, order.feature, 'spec')}`
  const created = await vault.create(
    path,
    renderSpec(specFromText(order.text ?? '', { feature: order.feature, date: order.today, repo: order.repo })),
  )
  return created.ok ? ok(path) : created
}

/** A hotfix, and what was dropped before it had a spec, end without one; a spec that came after them could never be judged. */
function overAlready(feature: Feature): Failure {
  const why = `It is ${feature.state === 'ARCHIVED' ? 'archived' : 'in its retro'} already.`
  return failure('not-ready', `${feature.name} takes no spec any more.`, why, 'Choose another name for the feature.')
}
