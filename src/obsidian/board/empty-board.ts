import { setIcon } from 'obsidian'
import type { Forge } from '../forge.ts'
import { guarded } from '../guard.ts'
import { canRun, loadDesktop } from '../load-desktop.ts'
import { linkRepo } from '../setup/link-repo.ts'

/** One way to begin. */
interface Start {
  readonly icon: string
  readonly label: string
  readonly text: string
  begin(): Promise<void>
}

const WHAT_FORGE_DOES =
  'Forge takes an idea from a spec to reviewed code: a court of agents judges the spec, one builds it in a worktree of its own, others review the diff, and you keep what was learned. You start every step, and code, not a model, computes every verdict.'

/** What a board without features says, and how to begin. Never rejects. */
export function drawEmpty(forge: Forge, into: HTMLElement): Promise<void> {
  return guarded(forge.notices, { name: 'Open board', about: 'board' }, () => draw(forge, into))
}

async function draw(forge: Forge, into: HTMLElement): Promise<void> {
  const isDesktop = canRun(forge.app)
  const repo = isDesktop ? await linkedRepo(forge) : null
  into.empty()
  into.createEl('h3', { text: 'No features yet' })
  into.createEl('p', { text: WHAT_FORGE_DOES })
  const starts = into.createDiv({ cls: 'forge-starts' })
  const again = (): void => void drawEmpty(forge, into)
  if (isDesktop)
    for (const start of [repo === null ? link(forge, again) : spec(forge, repo), rehearsal(forge)]) drawStart(forge, starts, start)
  else {
    drawStart(forge, starts, spec(forge, null))
    into.createEl('p', {
      cls: 'forge-row-facts',
      text: 'Agents run in the desktop app. Here you write specs, read, and answer what they ask.',
    })
  }
}

/** What the board says where the folder of its notes was there a moment ago. */
export function drawGone(into: HTMLElement): void {
  into.empty()
  into.createEl('h3', { text: 'The folder forge is gone' })
  into.createEl('p', { text: 'Rename it back to forge, or restore it from the trash. Forge reads its notes in no other place.' })
}

async function linkedRepo(forge: Forge): Promise<string | null> {
  const desktop = await loadDesktop(forge.app)
  return desktop === null ? null : desktop.repoNameHere(forge.app)
}

function drawStart(forge: Forge, into: HTMLElement, { icon, label, text, ...way }: Start): void {
  const start = into.createEl('button', { cls: 'forge-start' })
  setIcon(start.createSpan({ cls: 'forge-start-icon' }), icon)
  start.createSpan({ cls: 'forge-start-label', text: label })
  start.createSpan({ cls: 'forge-start-text', text })
  start.addEventListener('click', () => void guarded(forge.notices, { name: label, about: 'begin' }, () => way.begin()))
}

function link(forge: Forge, again: () => void): Start {
  const begin = async (): Promise<void> => {
    await linkRepo(forge)
    again()
  }
  return {
    icon: 'folder-git-2',
    label: 'Link a repo',
    text: 'Work on a git repository of yours. Your own working tree is not touched.',
    begin,
  }
}

function spec(forge: Forge, repo: string | null): Start {
  const text = repo === null ? 'Write down an idea; a court judges it later.' : `Write down an idea for ${repo}.`
  return { icon: 'file-plus', label: 'New spec', text, begin: () => forge.perform('spec', null) }
}

function rehearsal(forge: Forge): Start {
  const text = 'Watch a scripted agent play the whole way in a repo of its own. No account, no cost.'
  return { icon: 'clapperboard', label: 'Rehearse', text, begin: () => forge.perform('rehearse', null) }
}
