import { setIcon, type App, type TFolder } from 'obsidian'
import { ACTIVE } from '../../notes/names.ts'
import { POLICY_PATH } from '../../policy/read-policy.ts'
import type { Forge } from '../forge.ts'
import { guarded, oneAtATime } from '../guard.ts'
import { canRun } from '../load-desktop.ts'
import { REHEARSAL_ROOT } from '../rehearsal/place.ts'
import { linkRepo } from '../setup/link-repo.ts'
import { fileFailed } from '../vault-failures.ts'

/** One way to begin. */
interface Start {
  readonly icon: string
  readonly label: string
  readonly text: string
  begin(): Promise<void>
}

const WHAT_FORGE_DOES =
  'Forge takes an idea from a spec to reviewed code: a court of agents judges the spec, one builds it in a worktree of its own, others review the diff, and you keep what was learned. You start every step, and code, not a model, computes every verdict.'
const [ROOT = ''] = ACTIVE.split('/')

/** What a board without features says, and how to begin. */
export class Welcome {
  private readonly el: HTMLElement
  private shown = ''

  constructor(
    private readonly forge: Forge,
    into: HTMLElement,
  ) {
    this.el = into.createDiv({ cls: 'forge-empty' })
  }

  paint(isEmpty: boolean): void {
    this.el.toggle(isEmpty)
    if (!isEmpty) return
    const { app, device, features } = this.forge
    const here = device.known()
    const repos = here?.repos.map(({ name }) => name) ?? []
    const renamed = renamedRoot(app)
    // Linking a repo makes the folder.
    const isGone = app.vault.getFolderByPath(ROOT) === null && (features.isGone || renamed !== null || repos.length > 0)
    // How a desktop should begin is known after the first look alone.
    if (!isGone && here === null && !device.hasFailed && canRun(app)) return this.el.toggle(false)
    const text = JSON.stringify([isGone, renamed?.path, repos, here?.problem])
    if (text === this.shown) return
    this.shown = text
    this.el.empty()
    if (isGone) this.drawGone(renamed)
    else this.drawStarts(repos, here?.problem ?? null)
  }

  private drawGone(renamed: TFolder | null): void {
    this.el.createEl('h3', { text: `The folder ${ROOT} is gone` })
    if (renamed === null) {
      const ways = `Rename it back to ${ROOT}, or restore it from the trash or a backup.`
      this.el.createEl('p', { text: `${ways} Forge reads its notes in no other place. New spec begins a folder anew.` })
      return
    }
    this.el.createEl('p', { text: `It seems to be called ${renamed.path} now. Forge reads its notes in no other place.` })
    this.button(`Rename it back to ${ROOT}`, () => this.renameBack(renamed))
  }

  private drawStarts(repos: readonly string[], problem: string | null): void {
    this.el.createEl('h3', { text: 'No features yet' })
    this.el.createEl('p', { text: WHAT_FORGE_DOES })
    if (problem !== null) this.el.createEl('p', { cls: 'forge-problem', text: `${problem} Check setup says what to do.` })
    const starts = this.el.createDiv({ cls: 'forge-starts' })
    const isDesktop = canRun(this.forge.app)
    const ways = isDesktop ? [repos.length === 0 ? this.link() : this.spec(repos), this.rehearsal()] : [this.spec([])]
    for (const way of ways) this.drawStart(starts, way)
    if (isDesktop) return
    const text = 'Agents run in the desktop app. Here you write specs, read, and answer what they ask.'
    this.el.createEl('p', { cls: 'forge-row-facts', text })
  }

  private button(text: string, act: () => Promise<void>): void {
    const press = oneAtATime(() => guarded(this.forge.notices, { name: text, about: 'begin' }, act))
    this.el.createEl('button', { text, cls: 'mod-cta' }).addEventListener('click', () => void press())
  }

  /** Another program may hold the folder, or sync has made a new one by now. */
  private async renameBack(folder: TFolder): Promise<void> {
    const { app, notices } = this.forge
    await app.vault.rename(folder, ROOT).catch((thrown: unknown) => notices.fail('begin', fileFailed(folder.path, thrown)))
  }

  private drawStart(into: HTMLElement, { icon, label, text, ...way }: Start): void {
    const start = into.createEl('button', { cls: 'forge-start' })
    setIcon(start.createSpan({ cls: 'forge-start-icon' }), icon)
    start.createSpan({ cls: 'forge-start-label', text: label })
    start.createSpan({ cls: 'forge-start-text', text })
    start.addEventListener('click', () => void guarded(this.forge.notices, { name: label, about: 'begin' }, () => way.begin()))
  }

  private link(): Start {
    const text = 'Work on a git repository of yours. Your own working tree is not touched.'
    return { icon: 'folder-git-2', label: 'Link a repo', text, begin: () => linkRepo(this.forge) }
  }

  private spec(repos: readonly string[]): Start {
    const [only, ...more] = repos
    const text = only === undefined || more.length > 0 ? 'Write down an idea; a court judges it later.' : `Write down an idea for ${only}.`
    return { icon: 'file-plus', label: 'New spec', text, begin: () => this.forge.perform('spec', null) }
  }

  private rehearsal(): Start {
    const text = 'Watch a scripted agent play the whole way in a repo of its own. No account, no cost.'
    return { icon: 'clapperboard', label: 'Rehearse', text, begin: () => this.forge.perform('rehearse', null) }
  }
}

/** A folder at the top of the vault that holds the policy as Forge's own does. */
function renamedRoot({ vault }: App): TFolder | null {
  const inside = POLICY_PATH.slice(ROOT.length)
  const folders = vault.getRoot().children.flatMap((child) => vault.getFolderByPath(child.path) ?? [])
  const isOne = ({ path }: TFolder): boolean => path !== ROOT && path !== REHEARSAL_ROOT && vault.getFileByPath(path + inside) !== null
  return folders.find(isOne) ?? null
}
