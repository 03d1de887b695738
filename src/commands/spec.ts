import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { latest, readFeature } from '../feature/feature.ts'
import { ACTIVE, noteName } from '../notes/names.ts'
import { renderSpec, specFromText } from '../notes/spec-note.ts'
import type { Vault } from '../vault/vault.ts'

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
  const path = `${ACTIVE}/${noteName(order.today, order.feature, 'spec')}`
  const created = await vault.create(
    path,
    renderSpec(specFromText(order.text ?? '', { feature: order.feature, date: order.today, repo: order.repo })),
  )
  return created.ok ? ok(path) : created
}
