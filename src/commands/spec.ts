import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { badFeatureName, latest, readFeatures, type Feature, type FeatureList } from '../feature/feature.ts'
import { isOver } from '../feature/next.ts'
import { ACTIVE, isFeature, noteName } from '../notes/names.ts'
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
  if (!isFeature(order.feature)) return failed(badFeatureName(order.feature))
  const against = againstSpec(order.feature, await readFeatures(vault))
  if (against !== null) return failed(against)
  const path = `${ACTIVE}/${noteName(order.today, order.feature, 'spec')}`
  const created = await vault.create(
    path,
    renderSpec(specFromText(order.text ?? '', { feature: order.feature, date: order.today, repo: order.repo })),
  )
  return created.ok ? ok(path) : created
}

function againstSpec(name: string, { features, problems }: FeatureList): Failure | null {
  const feature = features.find((one) => one.name === name)
  const there = feature === undefined ? null : latest(feature, 'spec')
  if (there !== null)
    return failure(
      'note-exists',
      `${name} has a spec already.`,
      `It is ${there.path}.`,
      'Edit that note, or choose another name for the feature.',
    )
  return feature !== undefined && isOver(feature) ? overAlready(feature) : brokenNoteOf(name, problems)
}

/** A hotfix, and what was dropped before it had a spec, end without one; a spec that came after them could never be judged. */
function overAlready(feature: Feature): Failure {
  const why = `It is ${feature.state === 'ARCHIVED' ? 'archived' : 'in its retro'} already.`
  return failure('not-ready', `${feature.name} takes no spec any more.`, why, 'Choose another name for the feature.')
}
