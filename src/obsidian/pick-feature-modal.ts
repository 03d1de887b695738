import { FuzzySuggestModal, type App } from 'obsidian'
import type { Action } from './actions.ts'
import type { Standing } from './feature-index.ts'
import type { Forge } from './forge.ts'

/** Asks which feature is meant; the only one that fits is not asked about. null where the person turned away, or nothing fits. */
export async function pickFeature(forge: Forge, action: Action, fitting: readonly Standing[]): Promise<string | null> {
  const [only, ...more] = fitting
  if (only === undefined) {
    forge.notices.say(action.id, `${action.name}: no feature is ready for it. Open the board to see what each one waits for.`)
    return null
  }
  if (more.length === 0) return only.feature.name
  const picked = await new Promise<Standing | null>((resolve) => {
    new FeaturePicker(forge.app, action, fitting, resolve).open()
  })
  return picked?.feature.name ?? null
}

class FeaturePicker extends FuzzySuggestModal<Standing> {
  private chosen: Standing | null = null

  constructor(
    app: App,
    action: Action,
    private readonly fitting: readonly Standing[],
    private readonly done: (picked: Standing | null) => void,
  ) {
    super(app)
    this.setPlaceholder(`${action.name}: which feature?`)
  }

  override getItems(): Standing[] {
    return [...this.fitting]
  }

  override getItemText({ feature }: Standing): string {
    return `${feature.name} · ${feature.state}${feature.verdict === null ? '' : ` · ${feature.verdict}`}`
  }

  override onChooseItem(standing: Standing): void {
    this.chosen = standing
  }

  override onClose(): void {
    super.onClose()
    // Obsidian closes the list before it tells what was chosen.
    window.setTimeout(() => this.done(this.chosen), 0)
  }
}
