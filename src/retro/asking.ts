import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import type { Ask, Reply } from '../agents/port.ts'
import { checkPrograms } from '../agents/programs.ts'
import { latest, type Feature } from '../feature/feature.ts'
import { NOTHING_SEEN, openSealedRoom, type SealedRoom, type Seen } from '../feature/sealed-room.ts'
import type { Run } from '../runs/run.ts'

export type Question<T> = Pick<Ask<T>, 'agent' | 'role' | 'line' | 'prompt' | 'contract'>

/** Asks the agents of one retro. The agents are checked and the room is opened before the first question, and only if there is one. */
export interface Asking {
  /** A failure where nothing was asked and nothing was paid. */
  ask<T>(question: Question<T>): Promise<Result<Reply<T>>>
  /** Leaves the room. Gives what agents did in it and outside of it although they may only read; `own`: notes that Forge made. */
  close(own?: readonly string[]): Promise<Seen>
}

export function openAsking(run: Run, feature: Feature): Asking {
  let opened: Promise<Result<SealedRoom>> | null = null
  const attempt = latest(feature, 'implement')?.attempt ?? 1
  return {
    async ask(question) {
      const room = await (opened ??= openRoom(run, feature))
      if (!room.ok) return room
      const stopped = await stopReason(run)
      if (!stopped.ok) return stopped
      return ok(
        await run.agents.ask({ ...question, focus: null, folder: room.value.room.path, access: 'read', attempt, allowedCommands: [] }),
      )
    },
    async close(own) {
      const room = await opened
      opened = null
      return room?.ok === true ? room.value.close(own) : NOTHING_SEEN
    },
  }
}

async function stopReason(run: Run): Promise<Result<void>> {
  return run.stop.aborted ? failed(cancelled()) : run.budget.check()
}

export function cancelled() {
  return failure('cancelled', 'The retro was stopped.', 'You stopped it.', 'Run forge retro again; it goes on from here.')
}

async function openRoom(run: Run, feature: Feature): Promise<Result<SealedRoom>> {
  const checked = await checkPrograms(run.agents, [run.policy.historian, run.policy.verifier])
  if (!checked.ok) return checked
  const sha = await shaToRead(run, feature)
  return sha.ok ? openSealedRoom(run, `${run.feature}-retro`, sha.value) : sha
}

/** The work as it was reviewed; where git has dropped that commit, the landed one, else what is checked out. */
async function shaToRead(run: Run, feature: Feature): Promise<Result<string>> {
  const keys = latest(feature, 'implement')?.keys ?? {}
  for (const sha of [keys['head_sha'], keys['landed_sha']]) {
    const found = typeof sha === 'string' && sha !== '' ? await run.repo.resolve(sha) : null
    if (found !== null) return ok(found)
  }
  const head = await run.repo.head()
  return head.ok ? ok(head.value.sha) : head
}
