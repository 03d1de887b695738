import type { AppPage } from './driver.ts'

/**
 * Begins a run in the open window that does nothing by itself: it tells what `tell` is given, and ends when it is stopped. What a run's own
 * processes do is tested elsewhere; here it matters what a person sees of it.
 */
export async function beginRun(app: AppPage, feature: string, errand: string): Promise<void> {
  await app.page.evaluate(`(() => {
    const { runs } = window.preview.plugin.forge
    const live = (watcher) => new Promise((done) => {
      window.liveRun = watcher
      watcher.stop.addEventListener('abort', () => (window.endRun = done))
    })
    void runs.start({ feature: ${JSON.stringify(feature)}, errand: ${JSON.stringify(errand)} }, live)
  })()`)
}

export async function tell(app: AppPage, event: unknown): Promise<void> {
  await app.page.evaluate(`window.liveRun.progress(${JSON.stringify(event)})`)
}

/** Lets a run that was asked to stop come to its end. */
export async function endRun(app: AppPage): Promise<void> {
  await app.page.evaluate('window.endRun()')
}
