import { describe, expect, it } from 'vitest'
import { groupFeatures, type Feature } from '../../src/feature/feature.ts'
import type { NextCommand } from '../../src/feature/next.ts'
import { lackOf, lackOfRepo, NO_REPO, type Here, type RepoHere } from '../../src/obsidian/here.ts'

const SHOP: RepoHere = {
  name: 'shop',
  isThere: true,
  asks: { jurors: ['a', 'b'], planner: 'p', builder: 'c', reviewers: ['r'], historian: 'h' },
  held: [],
}
const HERE: Here = { repos: [SHOP], agents: ['a', 'b', 'p', 'c', 'r', 'h'], problem: null }
const shop = (change: Partial<RepoHere>): Here => ({ ...HERE, repos: [{ ...SHOP, ...change }] })
const without = (...names: readonly string[]): Here => ({ ...HERE, agents: HERE.agents.filter((name) => !names.includes(name)) })

function billing(notes: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Feature {
  const files = Object.entries(notes).map(([stage, keys]) => ({
    path: `forge/active/2026-03-05_billing_${stage}.md`,
    keys: { feature: 'billing', stage, repo: 'shop', ...keys },
    broken: null,
  }))
  const [feature] = groupFeatures(files).features
  if (feature === undefined) throw new Error('There is no feature.')
  return feature
}

const SPEC = billing({ spec: { status: 'SPEC' } })
const SITTING = billing({ spec: { status: 'SPEC' }, court: { status: 'SPEC', jurors: ['gone:value'] } })
const implementing = (step: string): Feature => billing({ spec: { status: 'SPEC' }, implement: { status: 'IMPLEMENTING', step } })

describe('what a device lacks for a step', () => {
  it.each<[string, Here | null, NextCommand, Feature, string | null]>([
    ['nothing is known', null, 'court', SPEC, null],
    ['all is there', HERE, 'court', SPEC, null],
    ['the config cannot be read', { ...HERE, problem: 'It cannot be read.' }, 'land', SPEC, 'It cannot be read.'],
    ['no repo is linked', { ...HERE, repos: [] }, 'land', SPEC, NO_REPO],
    ['another repo is linked', shop({ name: 'other' }), 'land', SPEC, 'The repo shop is not linked on this device.'],
    ['the repo has moved', shop({ isThere: false }), 'land', SPEC, 'The folder of the repo shop is not where it was: link it again.'],
    ['the policy cannot be read, which a run tells better', shop({ asks: null }), 'court', SPEC, null],
    ['a juror is no agent', without('b'), 'court', SPEC, 'This device has no agent called b.'],
    ['a court sits with jurors of its own', without('b'), 'court', SITTING, null],
    ['a planner is no agent', without('p'), 'implement', SPEC, 'This device has no agent called p.'],
    ['a planner has planned', without('p'), 'implement', implementing('approved'), null],
    ['a builder is no agent', without('c'), 'implement', implementing('approved'), 'This device has no agent called c.'],
    ['a build goes on, perhaps without the builder', without('c'), 'implement', implementing('building'), null],
    ['a reviewer is no agent', without('r'), 'critique', implementing('built'), 'This device has no agent called r.'],
    ['a historian is no agent', without('h'), 'retro', implementing('built'), 'This device has no agent called h.'],
    ['nobody is asked', without('a', 'b', 'p', 'c', 'r', 'h'), 'land', SPEC, null],
  ])('where %s', (_, here, step, feature, lack) => {
    expect(lackOf(here, step, feature)).toBe(lack)
  })

  it('is an agent at all where the policy has nobody to name', () => {
    const none = { ...shop({ asks: { jurors: [], planner: '', builder: '', reviewers: [], historian: '' } }), agents: [] }
    expect(lackOf(none, 'court', SPEC)).toBe('No agent is set up on this device: add one in the settings.')
    expect(lackOf(none, 'implement', SPEC)).toBe('No agent is set up on this device: add one in the settings.')
  })

  it('is nothing where the feature names no repo and several are linked: a run asks', () => {
    const nowhere = billing({ spec: { status: 'SPEC', repo: null } })
    expect(lackOf({ ...HERE, repos: [] }, 'court', nowhere)).toBe(NO_REPO)
    expect(lackOf(shop({ isThere: false }), 'court', nowhere)).toContain('is not where it was')
    expect(lackOf({ ...HERE, repos: [SHOP, { ...SHOP, name: 'other', isThere: false }] }, 'court', nowhere)).toBeNull()
  })

  it('is the feature while another program holds it', () => {
    const held = (feature: string, since: string) => lackOf(shop({ held: [{ feature, since }] }), 'land', SPEC)
    expect(held('billing', '10:02')).toBe('It runs in another window or a terminal since 10:02.')
    expect(held('search', '10:02')).toBeNull()
  })

  it('is a repo for what needs no more', () => {
    expect([lackOfRepo(null), lackOfRepo(HERE), lackOfRepo({ ...HERE, repos: [] })]).toEqual([null, null, NO_REPO])
  })
})
