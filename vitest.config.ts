import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config'
import { embedded } from './scripts/embedded.mjs'

/** Whole journeys, stages that are killed at every write, broken agents and other people's hands: minutes, so they have their own command. */
const JOURNEYS = [
  'tests/journey/*.test.ts',
  'tests/{court,critique,implement,retro}/{kill,killed,real}.test.ts',
  'tests/commands/rehearse.test.ts',
  'tests/docs/notes.test.ts',
]

/** The ports: what starts programs, stops them, locks, and works in git repositories has its own command. */
const PORTS = ['tests/{agents,gates,node,repo}/*.test.ts']

/** What drives Chromium has its own command, too. */
const IN_CHROMIUM = ['tests/preview/**/*.test.ts']

/** The face in Obsidian, in a DOM of its own for each file. */
const FACE = ['tests/obsidian/**/*.test.ts']

const BY_MODE: Readonly<Record<string, readonly string[]>> = { journeys: JOURNEYS, ports: PORTS, preview: IN_CHROMIUM, obsidian: FACE }

/** Everything else shares its processes: each file would load the same libraries anew. */
const REST = {
  include: ['tests/**/*.test.ts'],
  exclude: [...configDefaults.exclude, ...Object.values(BY_MODE).flat()],
  isolate: false,
}

export default defineConfig(async ({ mode }) => {
  const own = BY_MODE[mode]
  const limitMs = mode === 'preview' ? 240_000 : 60_000
  const test: ViteUserConfig['test'] = {
    ...(own === undefined ? REST : { include: [...own] }),
    testTimeout: limitMs,
    hookTimeout: limitMs,
    setupFiles: ['tests/setup.ts'],
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    poolOptions: { forks: { maxForks: 2 } },
  }
  return { define: await embedded(), resolve: { alias: { obsidian: 'obsidian-test-mocks/obsidian' } }, test }
})
