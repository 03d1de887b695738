import { ABOUT_REHEARSAL } from '../../commands/about-rehearsal.ts'
import type { Forge } from '../forge.ts'
import { guarded, oneAtATime } from '../guard.ts'
import { openNote } from '../open-note.ts'
import { hasRehearsal, REHEARSAL_ROOT } from '../rehearsal/place.ts'
import { removeRehearsal } from '../rehearsal/rehearse.ts'

/** The rehearsal's notes, where there are any, and how to be rid of them. */
export class RehearsalCard {
  private readonly el: HTMLElement

  constructor(
    private readonly forge: Forge,
    into: HTMLElement,
  ) {
    this.el = into.createDiv({ cls: 'forge-rehearsal' })
    const about = this.el.createDiv({ cls: 'forge-row-about' })
    about.createDiv({ cls: 'forge-row-title', text: 'Rehearsal' })
    about.createDiv({ cls: 'forge-row-facts', text: 'A feature’s whole life, played by a scripted agent in a folder of its own.' })
    this.button('Open', () => this.open())
    this.button('Remove', () => removeRehearsal(forge))
    this.el.hide()
  }

  /** `isPlaying`: what is there is not complete yet. */
  paint(isPlaying: boolean): void {
    this.el.toggle(!isPlaying && hasRehearsal(this.forge))
  }

  private button(text: string, act: () => Promise<void>): void {
    const press = oneAtATime(() => guarded(this.forge.notices, { name: `${text} rehearsal`, about: 'rehearsal' }, act))
    this.el.createEl('button', { text }).addEventListener('click', () => void press())
  }

  private open(): Promise<void> {
    return openNote(this.forge, `${REHEARSAL_ROOT}/${ABOUT_REHEARSAL}`)
  }
}
