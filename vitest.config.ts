import { configDefaults, defineConfig, type TestProjectConfiguration, type ViteUserConfig } from 'vitest/config'
import { embedded } from './scripts/embedded.mjs'

/** Whole journeys, stages that are killed at every write, broken agents and other people's hands: minutes, so they have their own command. */
const LONG_JOURNEYS = [
  'tests/journey/{answers,bad-agent,bad-input,by-hand,hotfix,killed,person,sync}.test.ts',
  'tests/{court,critique,implement,retro}/{kill,killed,real}.test.ts',
  'tests/commands/rehearse.test.ts',
  'tests/docs/notes.test.ts',
]

/** What drives Chromium has its own command, too. */
const IN_CHROMIUM = ['tests/preview/**/*.test.ts']
/** Over text and a vault in memory: they share a process, for each of them would load the same libraries anew. */
const PLAIN = 'tests/{basics,court,critique,device,diff,feature,markdown,memory,notes,policy,retro,rules,vault}/**/*.test.ts'
const BY_MODE: Readonly<Record<string, readonly string[]>> = { journeys: LONG_JOURNEYS, preview: IN_CHROMIUM }

const ALL = 'tests/**/*.test.ts'
const LONG = Object.values(BY_MODE).flat()
const FORKS = { maxForks: 2 }

/** Files with a process of their own, and those that share one. */
const PROJECTS: TestProjectConfiguration[] = [
  { extends: true, test: { name: 'own', include: [ALL], exclude: [...configDefaults.exclude, ...LONG, PLAIN] } },
  {
    extends: true,
    test: {
      name: 'plain',
      include: [PLAIN],
      exclude: [...configDefaults.exclude, ...LONG],
      poolOptions: { forks: { ...FORKS, isolate: false } },
    },
  },
]

export default defineConfig(async ({ mode }) => {
  const long = BY_MODE[mode]
  const test: ViteUserConfig['test'] = {
    ...(long === undefined ? { projects: PROJECTS } : { include: [...long] }),
    testTimeout: 30_000,
    setupFiles: ['tests/obsidian/setup.ts'],
    pool: 'forks',
    poolOptions: { forks: FORKS },
  }
  return { define: await embedded(), resolve: { alias: { obsidian: 'obsidian-test-mocks/obsidian' } }, test }
})
