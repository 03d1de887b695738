import { TFile } from 'obsidian'
import { readOpenQuestions } from '../commands/open-questions.ts'
import type { Feature } from '../feature/feature.ts'
import { isFeature } from '../notes/names.ts'
import type { Forge } from './forge.ts'
import { guarded } from './guard.ts'
import { openNote } from './open-note.ts'
import { answerOne } from './questions/answer.ts'

/** `obsidian://forge-pipeline?feature=billing`: any program may open a link, so a link shows, and neither answers nor runs. */
export function registerLinks(forge: Forge): void {
  forge.plugin.registerObsidianProtocolHandler('forge-pipeline', (params) => {
    void guarded(forge.notices, { name: 'Follow link', about: 'link' }, () => follow(forge, params))
  })
}

/** What a link wants to be shown. */
export type LinkWish =
  | { readonly show: 'board' }
  | { readonly show: 'runs'; readonly feature: string | null }
  | { readonly show: 'note'; readonly feature: string }
  | { readonly show: 'question'; readonly feature: string; readonly question: string }

/** Obsidian's own part of every link: which handler, which vault. */
const OBSIDIANS = ['action', 'vault']
const QUESTION = /^[a-z0-9-]{1,80}$/

/** Reads a link; `problem` says in one sentence why it cannot be followed. */
export function readLink(params: Readonly<Record<string, string>>): LinkWish | { readonly problem: string } {
  const { feature, question, show, ...others } = params
  const unknown = Object.keys(others).filter((key) => !OBSIDIANS.includes(key))
  if (unknown.length > 0) return problem('it asks for something that Forge does not know')
  if (feature !== undefined && !isFeature(feature)) return problem('its feature has no name that a feature can have')
  if (show === 'runs' && question === undefined) return { show, feature: feature ?? null }
  if (show === 'board' && question === undefined) return { show }
  if (show !== undefined) return problem('it can show the board or the runs')
  if (question === undefined) return feature === undefined ? { show: 'board' } : { show: 'note', feature }
  if (feature === undefined || !QUESTION.test(question)) return problem('a question needs its name and its feature')
  return { show: 'question', feature, question }
}

/** Shows a feature's newest note; the board where it has none. */
export async function showFeature(forge: Forge, feature: Feature): Promise<void> {
  const note = newestNote(forge, feature)
  if (note === null) return forge.perform('board', null)
  await openNote(forge, note.path)
}

async function follow(forge: Forge, params: Readonly<Record<string, string>>): Promise<void> {
  const wish = readLink(params)
  if ('problem' in wish) return forge.notices.say('link', wish.problem)
  if (wish.show === 'board') return forge.perform('board', null)
  if (wish.show === 'runs') return forge.perform('runs', wish.feature)
  await forge.features.whenReady()
  const standing = forge.features.of(wish.feature)
  if (standing === null) return forge.notices.say('link', `There is no feature ${wish.feature} in this vault.`)
  if (wish.show === 'note') return showFeature(forge, standing.feature)
  const questions = await readOpenQuestions(forge.vault, standing.feature)
  if (!questions.ok) return forge.notices.fail('link', questions.error)
  const asked = questions.value.find((question) => question.open && question.name === wish.question)
  if (asked !== undefined) return answerOne(forge, wish.feature, asked, null)
  forge.notices.say('link', `${wish.feature} does not wait for an answer to ${wish.question} now.`)
  await showFeature(forge, standing.feature)
}

function newestNote({ app }: Forge, feature: Feature): TFile | null {
  const files = feature.heads.map((head) => app.vault.getFileByPath(head.path)).filter((file) => file instanceof TFile)
  return files.sort((a, b) => b.stat.mtime - a.stat.mtime)[0] ?? null
}

function problem(why: string): { readonly problem: string } {
  return { problem: `This link to Forge cannot be followed: ${why}.` }
}
