import { FuzzySuggestModal, type App } from 'obsidian'
import type { Action } from './actions.ts'
import { titleOf } from './board/row-model.ts'
import type { Forge } from './forge.ts'
import { byName } from './name-order.ts'
import { slugOf } from './spec-modal.ts'

/** A feature, or a run by its key, and how it reads in the list. */
export interface Choice {
  readonly name: string
  readonly text: string
}

/** Asks which feature is meant; the only one that fits is not asked about. null where the person turned away, or nothing fits. */
export async function pickFeature(forge: Forge, action: Action, fitting: readonly Choice[]): Promise<string | null> {
  const [only, ...more] = fitting
  if (only === undefined) {
    forge.notices.say(action.id, `${action.name}: no feature is ready for it. The board shows what each one waits for.`)
    return null
  }
  if (more.length === 0) return only.name
  const picked = await new Promise<Choice | null>((resolve) => {
    new FeaturePicker(forge.app, action, inOrder(forge, fitting), resolve).open()
  })
  return picked?.name ?? null
}

function inOrder(forge: Forge, choices: readonly Choice[]): readonly Choice[] {
  return [...choices].sort((a, b) => byName(a.name, b.name)).map((choice) => titled(forge, choice))
}

/** A title that says more than the name does stands before it. */
function titled({ features }: Forge, choice: Choice): Choice {
  const known = features.of(choice.name)
  const title = known === null ? '' : titleOf(known.feature)
  return title === '' || slugOf(title) === choice.name ? choice : { ...choice, text: `${title} · ${choice.text}` }
}

class FeaturePicker extends FuzzySuggestModal<Choice> {
  private chosen: Choice | null = null

  constructor(
    app: App,
    action: Action,
    private readonly fitting: readonly Choice[],
    private readonly done: (picked: Choice | null) => void,
  ) {
    super(app)
    this.setPlaceholder(`${action.name}: which feature?`)
  }

  override getItems(): Choice[] {
    return [...this.fitting]
  }

  override getItemText({ text }: Choice): string {
    return text
  }

  override onChooseItem(choice: Choice): void {
    this.chosen = choice
  }

  override onClose(): void {
    super.onClose()
    // Obsidian closes the list before it tells what was chosen.
    window.setTimeout(() => this.done(this.chosen), 0)
  }
}
