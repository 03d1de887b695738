import { Notice, Platform, Plugin, TFile } from 'obsidian'
import { exitOf, type Failure } from './basics/failure.ts'
import { readHead } from './notes/head.ts'
import type { StageReport } from './runs/run.ts'

const NOTICE_MS = 8_000

/** The Obsidian plugin. Loading it registers commands and does nothing else; what needs Node is loaded when a command runs. */
export default class ForgePlugin extends Plugin {
  private readonly stopper = new AbortController()

  override onload(): void {
    this.addCommand({
      id: 'hold-court',
      name: 'Hold court',
      checkCallback: (checking) => {
        const feature = this.openSpec()
        if (feature === null || !Platform.isDesktop) return false
        if (!checking) void this.holdCourt(feature)
        return true
      },
    })
  }

  override onunload(): void {
    this.stopper.abort()
  }

  /** The feature of the open note, where that note is a spec. */
  private openSpec(): string | null {
    const file = this.app.workspace.getActiveFile()
    if (!(file instanceof TFile)) return null
    const keys = this.app.metadataCache.getFileCache(file)?.frontmatter ?? {}
    const head = readHead({ path: file.path, keys, broken: null })
    return head !== null && 'stage' in head && head.stage === 'spec' ? head.feature : null
  }

  private async holdCourt(feature: string): Promise<void> {
    if (!Platform.isDesktop) {
      return
    }
    const { holdCourtHere } = await import('./obsidian/desktop.ts')
    const notice = new Notice(`Court on ${feature} sits.`, 0)
    const report = await holdCourtHere(this.app, feature, {
      stop: this.stopper.signal,
      progress: (event) => event.type === 'step' && notice.setMessage(`${feature}: ${event.text}`),
    })
    notice.hide()
    tell(report.ok ? describe(report.value) : describeFailure(report.error))
  }
}

function describe(report: StageReport): string {
  if (report.error !== null) return describeFailure(report.error)
  return `${report.feature}: ${report.state}${report.verdict === null ? '' : ` · ${report.verdict}`}. ${report.next}`
}

function describeFailure(failure: Failure): string {
  return exitOf(failure.code) === 130 ? failure.what : `${failure.what} ${failure.next}`
}

function tell(text: string): void {
  new Notice(text, NOTICE_MS)
}
