import { Modal, Setting } from 'obsidian'
import type { TrustRequest } from '../../commands/trust.ts'
import type { Forge } from '../forge.ts'
import { guarded, oneAtATime } from '../guard.ts'
import { inPluginWords } from '../failure-words.ts'
import { loadDesktop } from '../load-desktop.ts'

/**
 * Shows the commands that wait for this device's approval; true where the person approved them and that was stored.
 * `repo`: its name; null: the only one of this vault.
 */
export async function askTrust(forge: Forge, repo: string | null = null): Promise<boolean> {
  const desktop = await loadDesktop(forge.app)
  if (desktop === null) return false
  const request = await desktop.trustRequestHere(forge.app, repo)
  if (!request.ok) {
    forge.notices.fail('trust', request.error)
    return false
  }
  if (request.value.commands.length === 0) return true
  return new Promise((resolve) => new TrustModal(forge, request.value, resolve).open())
}

/** Such characters can make a command look like another one. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u

const APPROVING = { name: 'Approving commands', about: 'trust' }

class TrustModal extends Modal {
  private approved = false
  private approving: Promise<void> = Promise.resolve()
  private isClosed = false

  constructor(
    private readonly forge: Forge,
    private readonly request: TrustRequest,
    private readonly done: (approved: boolean) => void,
  ) {
    super(forge.app)
    this.setTitle('Let these commands run on this device?')
    this.modalEl.addClass('forge-trust')
  }

  override onOpen(): void {
    const { contentEl, request } = this
    contentEl.createEl('p', {
      text: `The policy asks for them in ${request.folder}. They run with your rights, on code that an agent wrote: approve only what you would run yourself.`,
    })
    for (const { kind, text } of request.commands) {
      contentEl.createEl('p', { cls: 'forge-trust-kind', text: kind === 'gate' ? 'Gate: it must pass' : 'Set-up: it prepares a worktree' })
      contentEl.createEl('pre', { cls: 'forge-trust-command' }).createEl('code', { text })
      if (UNSEEN.test(text))
        contentEl.createEl('p', { cls: 'forge-problem', text: 'It holds characters that cannot be seen. Look at it in the policy note.' })
    }
    const approve = oneAtATime(() => (this.approving = guarded(this.forge.notices, APPROVING, () => this.approve(problem))))
    const problem = contentEl.createEl('p', { cls: 'forge-problem' })
    new Setting(contentEl)
      .addButton((button) => button.setButtonText('Approve on this device').onClick(() => void approve()))
      .addButton((button) => {
        button.setButtonText('Not now').onClick(() => this.close())
        window.setTimeout(() => button.buttonEl.focus(), 0)
      })
  }

  override onClose(): void {
    this.contentEl.empty()
    this.isClosed = true
    // An approval that is being stored still counts.
    void this.approving.then(() => this.done(this.approved))
  }

  /** Exactly what was shown is approved; what the policy says by now may be something else. */
  private async approve(problem: HTMLElement): Promise<void> {
    const desktop = await loadDesktop(this.forge.app)
    const stored = await desktop?.approveHere(this.forge.app, this.request)
    if (stored === undefined) return
    if (!stored.ok && this.isClosed) return this.forge.notices.fail(APPROVING.about, stored.error)
    if (!stored.ok) return problem.setText(inPluginWords(`${stored.error.what} ${stored.error.why} ${stored.error.next}`))
    this.approved = true
    this.close()
  }
}
