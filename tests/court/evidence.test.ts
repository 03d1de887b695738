import { describe, expect, it } from 'vitest'
import { findEvidence, isFoundIn, MAX_FILES_SEARCHED, quotesIn } from '../../src/court/evidence.ts'

const SPEC = 'We keep card numbers\n  in plain   text, because support asks for them. No description.'
const repoOf = (files: Readonly<Record<string, string | null>>) => {
  const shown: string[] = []
  return {
    shown,
    files: () => Promise.resolve(Object.keys(files)),
    show: (_sha: string, path: string) => {
      shown.push(path)
      return Promise.resolve(files[path] ?? null)
    },
  }
}

describe('a quote', () => {
  it.each([
    ['We keep card numbers in plain text', true],
    ['card numbers\nin\tplain text', true],
    ['The spec says "keep card numbers in plain text", which is a breach.', true],
    ['“card numbers in plain text”', true],
    ['`card numbers in plain text`', true],
    ['> card numbers in plain text', true],
    ['support asks', false],
    ['description', false],
    ['the "in plain text" part', true],
    ['in plain text', true],
    ['Spec: card numbers in plain text', true],
    ['spec.md:3: card numbers in plain text', true],
    ['card numbers are stored unencrypted', false],
    ['CARD NUMBERS IN PLAIN TEXT', false],
    ['', false],
    ['a', false],
    ['"text"', false],
    ['in   plain', false],
    [' \n\t', false],
  ])('%j is found: %s', (evidence, found) => {
    expect(isFoundIn(evidence, SPEC)).toBe(found)
  })

  it('of one word is found where it is a whole line, or long', () => {
    expect(isFoundIn('description', 'a\n  description\nb')).toBe(true)
    expect(isFoundIn('description', 'a description b')).toBe(false)
    expect(isFoundIn('validateSessionTokens()', 'x.validateSessionTokens() y')).toBe(true)
  })

  it('counts no white space towards its length', () => {
    expect(quotesIn('a b c d e f g')).toEqual([])
    expect(quotesIn('abcdefghij')).toEqual(['abcdefghij'])
  })
})

describe('the search for evidence', () => {
  const evidences = ['keep card numbers in plain text', 'eval(request.body.code)', 'nowhere to be found at all']

  it('looks in what was given and in the repo at the commit', async () => {
    const repo = repoOf({ 'README.md': 'Hello', 'src/run.js': 'eval(\n  request.body.code)\neval(request.body.code)', 'logo.png': null })
    expect(await findEvidence(evidences, { texts: [SPEC], repo, sha: 'f00' })).toEqual([true, true, false])
  })

  it('reads no file when the brief holds it all, or there is nothing to look for', async () => {
    const repo = repoOf({ 'a.md': 'x' })
    expect(await findEvidence([evidences[0] ?? '', 'a'], { texts: [SPEC], repo, sha: 'f00' })).toEqual([true, false])
    expect(repo.shown).toEqual([])
  })

  it('reads the file that is named first, and stops', async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`a${String(n)}.md`, 'x']))
    const repo = repoOf({ ...many, 'src/z.ts': 'const key = "sk-live-123456"' })
    expect(await findEvidence(['src/z.ts: `const key = "sk-live-123456"`'], { texts: [], repo, sha: 'f00' })).toEqual([true])
    expect(repo.shown[0]).toBe('src/z.ts')
    expect(repo.shown.length).toBeLessThan(10)
  })

  it('is bounded', async () => {
    const many = Object.fromEntries(Array.from({ length: MAX_FILES_SEARCHED + 50 }, (_, n) => [`a${String(n)}.md`, 'x']))
    const repo = repoOf(many)
    await findEvidence(['nowhere to be found at all'], { texts: [], repo, sha: 'f00' })
    expect(repo.shown.length).toBe(MAX_FILES_SEARCHED)
  })
})
